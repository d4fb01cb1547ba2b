import type { SampledCounter } from "../../src/index.ts";

type Sample = readonly [time: number, value: number];

/** Usable samples, last one of each instant, in order of time. */
function clean(samples: readonly Sample[]): Sample[] {
  const usable = samples.filter(([, value]) => value >= 0 && value !== Number.POSITIVE_INFINITY);
  const lastOfInstant = usable.filter(([time], i) => !usable.slice(i + 1).some(([later]) => later === time));
  return lastOfInstant.toSorted((a, b) => a[0] - b[0]);
}

interface NaiveMinute {
  readonly boundary: number;
  readonly end: number;
  /** Seconds before the end within which a sample makes the minute known. */
  readonly reach: number;
  readonly maxAge: number;
}

/** Increase of one series in one minute; null when it says nothing about the minute. */
function increaseNaively(series: SampledCounter, { boundary, end, reach, maxAge }: NaiveMinute): number | null {
  const samples = clean(series.samples);
  const before = samples.filter(([time]) => time <= boundary);
  const inside = samples.filter(([time]) => time > boundary && time <= end);
  const latest = before.at(-1);
  const anchor = latest !== undefined && boundary - latest[0] <= maxAge ? latest : undefined;
  if (inside.length === 0) return anchor !== undefined && anchor[0] > end - reach ? 0 : null;

  const born = before.length === 0 && series.bornAfterBoundary === true;
  const chain = anchor === undefined ? inside : [anchor, ...inside];
  if (chain.length === 1 && !born) return null;
  const steps = chain.slice(1).map(([, value], i) => {
    const previous = chain[i]?.[1] ?? 0;
    return value < previous ? value : value - previous;
  });
  return steps.reduce((sum, step) => sum + step, born ? (chain[0]?.[1] ?? 0) : 0);
}

export interface NaiveCounterQuestion {
  readonly series: readonly SampledCounter[];
  readonly startSecond: number;
  readonly minutes: number;
  readonly scrapeIntervalSeconds?: number;
}

/** Sum over the series of each minute; null where no series says anything. */
export function increasesNaively({ series, startSecond, minutes, scrapeIntervalSeconds = 0 }: NaiveCounterQuestion): (number | null)[] {
  const slow = scrapeIntervalSeconds > 60;
  return Array.from({ length: minutes }, (_, i) => {
    const boundary = startSecond + i * 60;
    const minute = {
      boundary,
      end: boundary + 60,
      reach: slow ? scrapeIntervalSeconds + 5 : 60,
      maxAge: Math.max(300, 2 * scrapeIntervalSeconds),
    };
    const known = series.map((one) => increaseNaively(one, minute)).filter((increase) => increase !== null);
    return known.length === 0 ? null : known.reduce((sum, increase) => sum + increase, 0);
  });
}
