import type { BoundaryMode } from "@solvent/domain";
import { failed, succeeded } from "../failure.ts";
import type { Outcome } from "../source.ts";
import type { PrometheusApi } from "./api.ts";
import { type BucketChoice, chooseBuckets, isFiniteBoundary } from "./boundary.ts";
import { type PartTerms, toPartTerms } from "./part-terms.ts";
import type { CounterPart } from "./query.ts";
import { toSelectorText } from "./selector.ts";

export interface ResolvedPart {
  readonly terms: PartTerms;
  /** Things to tell the user, e.g. that the threshold is no boundary. */
  readonly warnings: readonly string[];
}

/** Finds the buckets of a latency threshold by asking the histogram for its boundaries, and remembers them for an hour. */
export interface PartResolver {
  resolve(part: CounterPart, signal: AbortSignal): Promise<Outcome<ResolvedPart>>;
}

const MEMORY_MS = 3_600_000;
const MAX_REMEMBERED = 2000;

function sayChoice(choice: BucketChoice, asked: { threshold: string; boundary: BoundaryMode; available: readonly string[] }): string[] {
  if (choice.kind === "at" && choice.exact) return [];
  const offered = asked.available
    .filter(isFiniteBoundary)
    .map(Number)
    .sort((left, right) => left - right);
  const near = [offered.findLast((le) => le < Number(asked.threshold)), offered.find((le) => le > Number(asked.threshold))].filter(
    (le) => le !== undefined,
  );
  const counted =
    choice.kind === "at"
      ? `events up to ${choice.le} are counted`
      : `events between ${choice.below ?? "0"} and ${choice.above} are shared out evenly, which is approximate`;
  return [`${asked.threshold} is no boundary of the histogram: ${counted}; the nearest boundaries are ${near.join(" and ")}`];
}

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
      const available = answer.value.flatMap(({ labels }) => labels.le ?? []);
      if (available.length === 0)
        return failed("bad-query", `${toSelectorText(part.buckets)} has no series with le: is it a histogram with classic buckets?`);
      const chosen = chooseBuckets(available, part.threshold, part.boundary);
      if (!chosen.ok) return failed("bad-query", `${toSelectorText(part.buckets)}: ${chosen.message}`);
      const resolved = { terms: toPartTerms(part.buckets, chosen.choice), warnings: sayChoice(chosen.choice, { ...part, available }) };
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(key, { resolved, untilMs: now() + MEMORY_MS });
      return succeeded(resolved);
    },
  };
}
