import { MINUTE_MS } from "@solvent/domain";
import type { Labels } from "../selectors/series-match.ts";
import type { SourceFailure } from "../source.ts";
import { beganAfter, beganAnew, type CounterMoment } from "./beginnings.ts";
import { makeOddValues, type SeriesValues } from "./odd-values.ts";
import type { Page, PageSeries } from "./page.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;
/** Samples are kept this long: the ten minutes that a late reader catches up on, and what their boundary values need. */
export const RETENTION_SECONDS = 20 * MINUTE_SECONDS;
/** How old the value at a boundary may be (slo-math 10). */
export const BOUNDARY_MAX_AGE_SECONDS = 300;
/** A vanished series is remembered by its last value: should it come back it must not be taken for a new one. */
const REMEMBERED_SECONDS = 24 * 3600;
const MAX_REMEMBERED = 50_000;

/** One try to read the page. */
export interface Attempt {
  readonly timeSeconds: number;
  readonly failure: SourceFailure | null;
}

/** One series over time. `times` and `values` have the same length; what cannot be counted is left out. */
export interface Track {
  readonly key: string;
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
  /** Times of samples whose whole value was counted since the sample before, or since the page was first read without the series. */
  readonly fresh: Set<number>;
  last: CounterMoment;
}

/** What was seen on one page, oldest first, for a bounded time. */
export interface TargetMemory {
  readonly attempts: readonly Attempt[];
  /** Newest page, null before the first. */
  page(): Page | null;
  tracksOf(metric: string): readonly Track[];
  /** Values of the metric that cannot be counted: negative, infinite, NaN. */
  oddsOf(metric: string): readonly SeriesValues[];
  /** Time of the newest page, null before the first. */
  lastGoodSeconds(): number | null;
  /** Series of the newest page. */
  seriesCount(): number;
  addFailure(timeSeconds: number, failure: SourceFailure): void;
  addPage(timeSeconds: number, page: Page): void;
  samples(): number;
  forgetBefore(timeSeconds: number): void;
}

const isCounterValue = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;

/** Start of the minute that a sample counts for. */
const boundaryOf = (timeSeconds: number): number => (Math.ceil(timeSeconds / MINUTE_SECONDS) - 1) * MINUTE_SECONDS;

export function makeTargetMemory(): TargetMemory {
  const attempts: Attempt[] = [];
  const tracks = new Map<string, Track>();
  const byMetric = new Map<string, Track[]>();
  const odds = makeOddValues();
  let page: Page | null = null;
  let lastGood: number | null = null;
  let samples = 0;

  function begin({ key, labels }: PageSeries, last: CounterMoment): Track {
    const track: Track = { key, labels, times: [], values: [], fresh: new Set(), last };
    tracks.set(key, track);
    const metric = labels.__name__ ?? "";
    const siblings = byMetric.get(metric);
    if (siblings === undefined) byMetric.set(metric, [track]);
    else siblings.push(track);
    return track;
  }

  /** The page was read at a time that is recent enough at the start of the sample's minute, or in that minute. */
  const wasRead = (timeSeconds: number): boolean => lastGood !== null && boundaryOf(timeSeconds) - lastGood <= BOUNDARY_MAX_AGE_SECONDS;

  /** So was it, and without this series; an empty page, as a process may give while it starts, proves nothing. */
  const wasAbsent = (timeSeconds: number): boolean => wasRead(timeSeconds) && page !== null && page.series.length > 0;

  /** Whether the value counts in full: the counter was not there at the sample before, or is not the one that was. */
  function isFresh(track: Track | undefined, now: CounterMoment): boolean {
    if (track === undefined) return wasAbsent(now.timeSeconds) || beganAfter(boundaryOf(now.timeSeconds), now);
    if (beganAnew(track.last, now)) return wasRead(now.timeSeconds) || beganAfter(boundaryOf(now.timeSeconds), now);
    // A series that was away for long and comes back lower was made anew meanwhile; one that comes back as it was is only continued.
    const away = boundaryOf(now.timeSeconds) - track.last.timeSeconds > BOUNDARY_MAX_AGE_SECONDS;
    return away && now.value < track.last.value && wasAbsent(now.timeSeconds);
  }

  function addSample(series: PageSeries, timeSeconds: number, startSeconds: number | null): void {
    if (!isCounterValue(series.value)) {
      odds.add(series, timeSeconds);
      return;
    }
    const { value, createdSeconds } = series;
    const moment = { timeSeconds, value, createdSeconds, startSeconds };
    const known = tracks.get(series.key);
    const fresh = isFresh(known, moment);
    const track = known ?? begin(series, moment);
    if (fresh) track.fresh.add(timeSeconds);
    track.times.push(timeSeconds);
    track.values.push(value);
    track.last = moment;
    samples += 1;
  }

  function drop(gone: ReadonlySet<Track>): void {
    for (const { key } of gone) tracks.delete(key);
    for (const metric of new Set([...gone].map(({ labels }) => labels.__name__ ?? ""))) {
      const rest = (byMetric.get(metric) ?? []).filter((track) => !gone.has(track));
      if (rest.length === 0) byMetric.delete(metric);
      else byMetric.set(metric, rest);
    }
  }

  function forgetSamples(track: Track, before: number): void {
    const keep = track.times.findIndex((time) => time >= before);
    const gone = keep === -1 ? track.times.length : keep;
    if (gone === 0) return;
    track.times.splice(0, gone);
    track.values.splice(0, gone);
    for (const time of track.fresh) if (time < before) track.fresh.delete(time);
    samples -= gone;
  }

  return {
    attempts,
    page: () => page,
    tracksOf: (metric) => byMetric.get(metric) ?? [],
    oddsOf: odds.of,
    lastGoodSeconds: () => lastGood,
    seriesCount: () => page?.series.length ?? 0,
    samples: () => samples + odds.size(),
    addFailure: (timeSeconds, failure) => void attempts.push({ timeSeconds, failure }),
    addPage(timeSeconds, next) {
      for (const series of next.series) addSample(series, timeSeconds, next.startSeconds);
      attempts.push({ timeSeconds, failure: null });
      page = next;
      lastGood = timeSeconds;
    },
    forgetBefore(before) {
      const keep = attempts.findIndex(({ timeSeconds }) => timeSeconds >= before);
      attempts.splice(0, keep === -1 ? attempts.length : keep);
      for (const track of tracks.values()) forgetSamples(track, before);
      odds.forgetBefore(before);
      const gone = [...tracks.values()].filter(({ times }) => times.length === 0);
      gone.sort((left, right) => left.last.timeSeconds - right.last.timeSeconds);
      const surplus = gone.length - MAX_REMEMBERED;
      drop(new Set(gone.filter(({ last }, index) => index < surplus || last.timeSeconds < before - REMEMBERED_SECONDS)));
    },
  };
}
