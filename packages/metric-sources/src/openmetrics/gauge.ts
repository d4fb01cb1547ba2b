import { judgeMinutes, type Minute, type MinuteBlock, type MinuteValue, type MissingReason, measuredNumber } from "@solvent/domain";
import type { Selector } from "../selectors/selector.ts";
import { aggregateValues } from "./aggregate.ts";
import { canMatch, type LiveCounting, type Watched, whyNothing } from "./live-count.ts";
import type { SeriesValues } from "./odd-values.ts";
import type { OpenMetricsPlan } from "./query.ts";
import { attemptsIn, reasonOfFailure } from "./told.ts";

export type ThresholdPlan = OpenMetricsPlan & { readonly kind: "threshold" };

export interface GaugeReading extends ThresholdPlan {
  readonly targets: readonly Watched[];
  readonly matcherOf: LiveCounting["matcherOf"];
}

interface Span {
  readonly from: Minute;
  readonly to: Minute;
}

/** The metric that the scraper itself makes: 1 for a page that was read, 0 for one that could not be. */
export const isUp = ({ metric }: Selector): boolean => metric === "up";

/** The one value of a minute out of those of its series. Several are none, unless the query says what to make of them. */
export function toMinuteValue({ aggregate }: Pick<ThresholdPlan, "aggregate">, values: readonly number[]): MinuteValue {
  if (values.length === 0) return { missing: "no-sample" };
  if (values.length > 1 && aggregate === null) return { missing: "too-many-series" };
  const measured = values.flatMap((value) => measuredNumber(value) ?? []);
  // NaN is no value, and what is made of the others would not be that of all.
  const value = measured.length < values.length ? null : aggregateValues(aggregate ?? "max", measured);
  return value === null ? { missing: "no-sample" } : { measured: value };
}

const seriesOf = ({ memory }: Watched, { selector, matcherOf }: GaugeReading): SeriesValues[] =>
  [...memory.tracksOf(selector.metric), ...memory.oddsOf(selector.metric)].filter(
    ({ labels, times }) => times.length > 0 && matcherOf(selector)(labels),
  );

/** The pages that a query is about: those with series of it, and those that were never read and may have some. */
export function selectPages(reading: GaugeReading): readonly Watched[] {
  const { targets, selector, matcherOf } = reading;
  return targets.filter((watched) => {
    const isPossible = isUp(selector) || watched.memory.lastGoodSeconds() === null;
    return seriesOf(watched, reading).length > 0 || (isPossible && canMatch(watched, selector, matcherOf));
  });
}

/** Values of a page's series at one of its scrapes. */
export const valuesAt = (watched: Watched, reading: GaugeReading, timeSeconds: number): number[] =>
  seriesOf(watched, reading).flatMap(({ times, values }) => {
    const value = values[times.lastIndexOf(timeSeconds)];
    return value === undefined ? [] : [value];
  });

/** What a page says in a minute, by its newest scrape there; a reason when it says nothing. */
function pageValues(watched: Watched, reading: GaugeReading, minute: Minute): readonly number[] | MissingReason {
  const attempts = attemptsIn(watched.memory.attempts, minute);
  const last = attempts.at(-1);
  if (last === undefined) return "not-read";
  if (isUp(reading.selector)) return [last.failure === null ? 1 : 0];
  const read = attempts.findLast(({ failure }) => failure === null);
  if (read !== undefined) return valuesAt(watched, reading, read.timeSeconds);
  return last.failure === null ? "not-read" : reasonOfFailure(last.failure.class);
}

function minuteValue(reading: GaugeReading, pages: readonly Watched[], minute: Minute): MinuteValue {
  if (pages.length === 0) return { missing: isUp(reading.selector) ? "no-series" : whyNothing(reading.targets, minute) };
  const found = pages.map((watched) => pageValues(watched, reading, minute));
  const reason = found.find((one) => typeof one === "string");
  return reason === undefined
    ? toMinuteValue(
        reading,
        found.flatMap((one) => (typeof one === "string" ? [] : one)),
      )
    : { missing: reason };
}

/** Minutes [from, to) from what was scraped: the newest scrape of a minute speaks for it. */
export function readGauge(reading: GaugeReading, { from, to }: Span): MinuteBlock {
  const pages = selectPages(reading);
  const values = Array.from({ length: to - from }, (_, index) => minuteValue(reading, pages, from + index));
  return judgeMinutes(reading.threshold, from, values);
}
