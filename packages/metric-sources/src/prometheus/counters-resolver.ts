import { resolveLatency } from "../counters/latency.ts";
import type { PartTerms } from "../counters/part-terms.ts";
import { failed, succeeded } from "../failure.ts";
import { type CounterPart, canonicalPart } from "../selectors/counter-part.ts";
import { type Selector, toSelectorText } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import { askTogether, type Found } from "./ask-together.ts";
import { findNatives, resolveNative } from "./native/find-native.ts";
import { nativeHistogram } from "./native/native-selector.ts";
import type { CountersPlan } from "./query.ts";
import type { QueryApi } from "./query-api.ts";

export type LatencyPart = Extract<CounterPart, { readonly kind: "latency" }>;

/** The selectors that a plan counts. */
export interface ResolvedCounters {
  readonly terms: PartTerms;
  readonly total: Selector;
  /** Of a native histogram: when one was last seen. Its counters are read by `fetchNative`. */
  readonly native: { readonly seenSeconds: number } | null;
  /** Things to tell the user, e.g. that the threshold is no boundary. */
  readonly warnings: readonly string[];
}

/**
 * Finds out how the thresholds of histograms are counted by asking for their boundaries, and remembers that for an hour. One outcome per
 * plan, in order; histograms of one metric are asked for together.
 */
export interface CountersResolver {
  resolve(plans: readonly CountersPlan[], signal: AbortSignal): Promise<readonly Outcome<ResolvedCounters>[]>;
}

const MEMORY_MS = 3_600_000;
const MAX_REMEMBERED = 2000;

const keyOf = ({ part, total }: CountersPlan): string => JSON.stringify([canonicalPart(part), toSelectorText(total)]);

const findBoundaries = (api: QueryApi, buckets: readonly Selector[], signal: AbortSignal): Promise<Found<readonly string[]>> =>
  askTogether(buckets, async ({ selector, by }) => {
    const expression = `count by (${["le", ...by].join(", ")}) (last_over_time(${toSelectorText(selector)}[1h]))`;
    return {
      answer: await api.instant({ expression, allowed: ["vector"] }, signal),
      pick: (series) => series.flatMap(({ labels }) => labels.le ?? []),
    };
  });

function answerTo<T>(found: Found<T>, selector: Selector): Outcome<T> {
  const answer = found.get(toSelectorText(selector));
  if (answer === undefined) throw new Error(`no question was planned for ${toSelectorText(selector)}`);
  return answer;
}

function resolveClassic(part: LatencyPart, total: Selector, available: readonly string[]): Outcome<ResolvedCounters> {
  const found = resolveLatency(part, available);
  return found.ok ? succeeded({ ...found.value, total, native: null }) : failed("bad-query", found.message);
}

interface Latency {
  readonly part: LatencyPart;
  readonly total: Selector;
}

/** Histograms with classic buckets are counted by these, also where they are native ones besides. */
async function lookAt(
  api: QueryApi,
  { latencies, nowSeconds }: { readonly latencies: readonly Latency[]; readonly nowSeconds: number },
  signal: AbortSignal,
): Promise<readonly Outcome<ResolvedCounters>[]> {
  const boundaries = await findBoundaries(
    api,
    latencies.map(({ part }) => part.buckets),
    signal,
  );
  const without = latencies.flatMap(({ part }) => {
    const available = answerTo(boundaries, part.buckets);
    return available.ok && available.value.length === 0 ? [nativeHistogram(part.buckets)] : [];
  });
  const natives = without.length === 0 ? new Map() : await findNatives(api, { histograms: without, nowSeconds }, signal);
  return latencies.map(({ part, total }): Outcome<ResolvedCounters> => {
    const available = answerTo(boundaries, part.buckets);
    if (!available.ok) return available;
    if (available.value.length > 0) return resolveClassic(part, total, available.value);
    const seen = answerTo<number | null>(natives, nativeHistogram(part.buckets));
    if (!seen.ok) return seen;
    return seen.value === null ? resolveClassic(part, total, []) : resolveNative(part, total, seen.value);
  });
}

export function makeCountersResolver(api: QueryApi, now: () => number): CountersResolver {
  const remembered = new Map<string, { readonly resolved: ResolvedCounters; readonly untilMs: number }>();

  function remember(key: string, outcome: Outcome<ResolvedCounters>): void {
    if (!outcome.ok) return;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, { resolved: outcome.value, untilMs: now() + MEMORY_MS });
  }

  function known(plan: CountersPlan): Outcome<ResolvedCounters> | null {
    const { part, total } = plan;
    if (part.kind === "counter") return succeeded({ terms: { kind: "one", selector: part.selector }, total, native: null, warnings: [] });
    const found = remembered.get(keyOf(plan));
    return found !== undefined && found.untilMs > now() ? succeeded(found.resolved) : null;
  }

  return {
    async resolve(plans, signal) {
      const open = plans.flatMap((plan) =>
        plan.part.kind === "latency" && known(plan) === null ? [{ key: keyOf(plan), latency: { part: plan.part, total: plan.total } }] : [],
      );
      const looked = await lookAt(api, { latencies: open.map(({ latency }) => latency), nowSeconds: now() / 1000 }, signal);
      const fresh = new Map(open.flatMap(({ key }, index) => (looked[index] === undefined ? [] : [[key, looked[index]]])));
      const outcomes = plans.map((plan) => fresh.get(keyOf(plan)) ?? known(plan));
      for (const [key, outcome] of fresh) remember(key, outcome);
      return outcomes.map((outcome) => {
        if (outcome === null) throw new Error("a plan was not resolved");
        return outcome;
      });
    },
  };
}
