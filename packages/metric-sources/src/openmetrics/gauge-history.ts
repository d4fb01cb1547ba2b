import { judgeMinutes, MINUTE_MS, type Minute, type MinuteBlock, type MinuteValue } from "@solvent/domain";
import { type ThresholdPlan, toMinuteValue } from "./gauge.ts";
import type { History, HistorySeries } from "./history.ts";
import type { LiveCounting } from "./live-count.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;

interface Span {
  readonly from: Minute;
  readonly to: Minute;
}

/** The newest value of a series in each minute of a span that has one, by the place of the minute. */
function newestByMinute({ times, values }: HistorySeries, { from, to }: Span): ReadonlyMap<number, number> {
  const newest = new Map<number, { readonly time: number; readonly value: number }>();
  for (const [index, time] of times.entries()) {
    const place = Math.ceil(time / MINUTE_SECONDS) - 1 - from;
    if (place < 0 || place >= to - from || (newest.get(place)?.time ?? Number.NEGATIVE_INFINITY) > time) continue;
    newest.set(place, { time, value: values[index] ?? Number.NaN });
  }
  return new Map([...newest].map(([place, { value }]) => [place, value]));
}

/** Minutes [from, to) out of a history. */
export function readGaugeHistory(history: History, plan: ThresholdPlan, matcherOf: LiveCounting["matcherOf"], span: Span): MinuteBlock {
  const matches = matcherOf(plan.selector);
  const series = (history.byMetric.get(plan.selector.metric) ?? []).filter(({ labels }) => matches(labels));
  const newest = series.map((one) => newestByMinute(one, span));
  const values = Array.from({ length: span.to - span.from }, (_, place): MinuteValue => {
    if (series.length === 0) return { missing: "no-series" };
    return toMinuteValue(
      plan,
      newest.flatMap((one) => one.get(place) ?? []),
    );
  });
  return judgeMinutes(plan.threshold, span.from, values);
}
