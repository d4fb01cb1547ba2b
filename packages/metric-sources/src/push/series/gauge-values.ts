import { judgeMinutes, MINUTE_MS, type MinuteValue } from "@solvent/domain";
import { succeeded } from "../../failure.ts";
import { toMinuteValue } from "../../openmetrics/gauge.ts";
import type { Outcome, ReadValue } from "../../source.ts";
import { reachSecondsOf } from "./deltas.ts";
import type { SeriesPlan } from "./plan.ts";
import { matching, type SentBook, type SentSeries, type SeriesSpan } from "./sent-series.ts";

type GaugePlan = SeriesPlan & { readonly kind: "gauge" };

/** The newest value of a series within the reach of the end of a minute. */
function valueAt({ samples }: SentSeries, endMs: number, reachMs: number): readonly number[] {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.atMs ?? 0) <= endMs) low = middle + 1;
    else high = middle;
  }
  const newest = samples[low - 1];
  return newest !== undefined && newest.atMs > endMs - reachMs ? [newest.value] : [];
}

/** Minutes [from, to) of a query of values: the newest sample of a minute speaks for it. A delta is no value and is not looked at. */
export function readGaugeSeries(
  book: SentBook,
  plan: GaugePlan,
  { from, to, intervalSeconds }: SeriesSpan & { readonly intervalSeconds: number | null },
): Outcome<ReadValue> {
  const series = matching(book, plan.selector).filter(({ kind }) => kind !== "delta");
  const reachMs = reachSecondsOf(intervalSeconds) * 1000;
  const values = Array.from({ length: to - from }, (_, index): MinuteValue => {
    if (series.length === 0) return { missing: "no-series" };
    const endMs = (from + index + 1) * MINUTE_MS;
    return toMinuteValue(
      plan,
      series.flatMap((one) => valueAt(one, endMs, reachMs)),
    );
  });
  return succeeded({ block: judgeMinutes(plan.threshold, from, values), clampedMinutes: 0 });
}
