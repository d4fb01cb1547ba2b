import { type CounterSeries, MINUTE_MS, type Minute, makeCounterDifferencer } from "@solvent/domain";
import type { Selector } from "../selectors/selector.ts";
import type { CountedMinutes } from "./counted.ts";
import { type PartTerms, selectorsOf, toPartIncreases } from "./part-terms.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;

/** What one stream counts. */
export interface Counting {
  readonly numerator: "good" | "bad";
  readonly part: PartTerms;
  readonly total: Selector;
}

/** One selector per sum: 0 is the total, then the terms of the part. */
export const sumsOf = ({ part, total }: Counting): readonly Selector[] => [total, ...selectorsOf(part)];

/** A counter with the sums it adds to. */
export interface Summand<C> {
  readonly counter: C;
  readonly sums: readonly number[];
}

/**
 * The counters of all sums, each once. By labels: a series may have come with two answers, and counted twice its own fall would vouch
 * for itself.
 */
export function gatherSummands<C extends { readonly key: string }>(bySum: readonly (readonly C[])[]): Summand<C>[] {
  const gathered = new Map<string, { counter: C; sums: number[] }>();
  for (const [sum, counters] of bySum.entries()) {
    for (const counter of counters) {
      const known = gathered.get(counter.key) ?? { counter, sums: [] };
      known.sums.push(sum);
      gathered.set(counter.key, known);
    }
  }
  return [...gathered.values()];
}

/** Minutes [from, to) of one stream from its counters; `toRuns` cuts a counter where it begins anew. */
export function countSummands<C>(
  counting: Counting,
  summands: readonly Summand<C>[],
  span: { readonly from: Minute; readonly to: Minute; readonly scrapeIntervalSeconds: number | null },
  toRuns: (counter: C) => readonly CounterSeries[],
): CountedMinutes {
  const { from, to, scrapeIntervalSeconds } = span;
  const interval = scrapeIntervalSeconds === null ? {} : { scrapeIntervalSeconds };
  const sums = sumsOf(counting).length;
  const differencer = makeCounterDifferencer({ startSecond: from * MINUTE_SECONDS, minutes: to - from, ...interval, sums });
  for (const { counter, sums: addedTo } of summands) for (const run of toRuns(counter)) differencer.add(run, addedTo);
  const [total, ...parts] = differencer.results();
  if (total === undefined) throw new Error("the differencer has no total");
  return { from, numerator: counting.numerator, part: toPartIncreases(counting.part, parts), total };
}
