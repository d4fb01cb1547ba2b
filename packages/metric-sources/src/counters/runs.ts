import { type CounterSeries, MINUTE_MS, type Minute } from "@solvent/domain";
import { toLabelsKey } from "./merge-series.ts";
import type { Series } from "./series.ts";
import { targetOf } from "./target.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;

/** The minute a sample counts for: one at exactly T belongs to the minute that ends at T. */
const minuteOfSample = (time: number): Minute => Math.ceil(time / MINUTE_SECONDS) - 1;

/** How old the value at the start of a minute may be (slo-math 10): five minutes, or two scrapes where those are further apart. */
export const boundaryMaxAgeSeconds = (scrapeIntervalSeconds: number | null): number => Math.max(300, 2 * (scrapeIntervalSeconds ?? 0));

/** One counter with its samples in time order, what cannot be counted dropped. */
export interface Counter {
  /** Equal for equal labels. */
  readonly key: string;
  readonly metric: string;
  readonly target: string | null;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

function isClean({ times, values }: Series): boolean {
  for (let index = 0; index < times.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return false;
    if (index > 0 && (times[index] ?? 0) <= (times[index - 1] ?? 0)) return false;
  }
  return true;
}

/** Drops NaN, infinite and negative values, sorts by time and keeps the last of equal times. */
export function toCounter(series: Series): Counter {
  const named = { key: toLabelsKey(series.labels), metric: series.labels.__name__ ?? "", target: targetOf(series.labels) };
  if (isClean(series)) return { ...named, times: series.times, values: series.values };
  const byTime = new Map<number, number>();
  for (const [index, time] of series.times.entries()) {
    const value = series.values[index] ?? Number.NaN;
    if (value >= 0 && value < Number.POSITIVE_INFINITY) byTime.set(time, value);
  }
  const pairs = [...byTime].sort(([left], [right]) => left - right);
  return { ...named, times: pairs.map(([time]) => time), values: pairs.map(([, value]) => value) };
}

/** Indices of samples that have no sample to take a difference from: none before, or one too old at the start of their minute. */
export function startsOf(times: readonly number[], maxAgeSeconds: number): number[] {
  const starts: number[] = [];
  for (const [index, time] of times.entries()) {
    const before = times[index - 1] ?? Number.NEGATIVE_INFINITY;
    if (minuteOfSample(time) * MINUTE_SECONDS - before > maxAgeSeconds) starts.push(index);
  }
  return starts;
}

export const findStarts = ({ times }: Counter, maxAgeSeconds: number): number[] => startsOf(times, maxAgeSeconds);

/** Minutes in which this counter has a sample and at whose start it had a value: then its target was scraped at both. */
export function minutesAlive({ times }: Counter, maxAgeSeconds: number): Minute[] {
  const minutes: Minute[] = [];
  for (const [index, time] of times.entries()) {
    const before = times[index - 1] ?? Number.NEGATIVE_INFINITY;
    const minute = minuteOfSample(time);
    const boundary = minute * MINUTE_SECONDS;
    if (before <= boundary && boundary - before <= maxAgeSeconds) minutes.push(minute);
  }
  return minutes;
}

export interface Birth {
  readonly metric: string;
  readonly target: string;
  readonly minute: Minute;
}

/** Beginnings inside [from, ...) of a known target: births, if the target was being scraped without this counter. */
export function possibleBirths(counter: Counter, maxAgeSeconds: number, from: Minute): Birth[] {
  const { metric, target } = counter;
  if (target === null) return [];
  const minutes = findStarts(counter, maxAgeSeconds).map((index) => minuteOfSample(counter.times[index] ?? 0));
  return minutes.filter((minute) => minute >= from).map((minute) => ({ metric, target, minute }));
}

/**
 * The counter cut where it begins anew, each piece marked born where that is proven. Cutting makes the result of a minute depend on the
 * five minutes before it only, not on how much history was fetched along with it.
 */
export function toRuns(counter: Counter, maxAgeSeconds: number, isBorn: (birth: Birth) => boolean): CounterSeries[] {
  const { metric, target, times, values } = counter;
  const starts = findStarts(counter, maxAgeSeconds);
  return starts.map((start, order) => {
    const end = starts[order + 1] ?? times.length;
    const piece = { times: times.slice(start, end), values: values.slice(start, end) };
    if (target === null) return piece;
    return { ...piece, target, bornAfterBoundary: isBorn({ metric, target, minute: minuteOfSample(times[start] ?? 0) }) };
  });
}
