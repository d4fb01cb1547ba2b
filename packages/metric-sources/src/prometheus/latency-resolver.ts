import { type ResolvedPart, resolveLatency } from "../counters/latency.ts";
import { failed, succeeded } from "../failure.ts";
import type { CounterPart } from "../selectors/counter-part.ts";
import { toSelectorText } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import type { PrometheusApi } from "./api.ts";

/** Finds the buckets of a latency threshold by asking the histogram for its boundaries, and remembers them for an hour. */
export interface PartResolver {
  resolve(part: CounterPart, signal: AbortSignal): Promise<Outcome<ResolvedPart>>;
}

const MEMORY_MS = 3_600_000;
const MAX_REMEMBERED = 2000;

export function makePartResolver(api: PrometheusApi, now: () => number): PartResolver {
  const remembered = new Map<string, { readonly resolved: ResolvedPart; readonly untilMs: number }>();
  return {
    async resolve(part, signal) {
      if (part.kind === "counter") return succeeded({ terms: { kind: "one", selector: part.selector }, warnings: [] });
      const key = JSON.stringify([toSelectorText(part.buckets), part.threshold, part.boundary]);
      const known = remembered.get(key);
      if (known !== undefined && known.untilMs > now()) return succeeded(known.resolved);
      const answer = await api.instant(
        { expression: `count by (le) (last_over_time(${toSelectorText(part.buckets)}[1h]))`, allowed: ["vector"] },
        signal,
      );
      if (!answer.ok) return answer;
      const found = resolveLatency(
        part,
        answer.value.flatMap(({ labels }) => labels.le ?? []),
      );
      if (!found.ok) return failed("bad-query", found.message);
      const resolved = found.value;
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(key, { resolved, untilMs: now() + MEMORY_MS });
      return succeeded(resolved);
    },
  };
}
