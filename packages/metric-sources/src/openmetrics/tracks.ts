import type { Labels } from "../selectors/series-match.ts";
import type { CounterMoment } from "./beginnings.ts";
import { isFresh, type PageReading } from "./fresh-value.ts";
import type { PageSeries } from "./page.ts";

/** A vanished series is remembered by its last value: should it come back it must not be taken for a new one. */
const REMEMBERED_SECONDS = 24 * 3600;
const MAX_REMEMBERED = 50_000;

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

/** Counters of one page over time, those included that have vanished from it. */
export interface Tracks {
  of(metric: string): readonly Track[];
  /** `before`: the page as it was read before this moment, null at the first time. */
  add(series: PageSeries, moment: CounterMoment, before: PageReading | null): void;
  /** Samples that are kept. */
  size(): number;
  forgetBefore(timeSeconds: number): void;
}

export function makeTracks(): Tracks {
  const tracks = new Map<string, Track>();
  const byMetric = new Map<string, Track[]>();
  let size = 0;

  function begin({ key, labels }: PageSeries, last: CounterMoment): Track {
    const track: Track = { key, labels, times: [], values: [], fresh: new Set(), last };
    tracks.set(key, track);
    const metric = labels.__name__ ?? "";
    const siblings = byMetric.get(metric);
    if (siblings === undefined) byMetric.set(metric, [track]);
    else siblings.push(track);
    return track;
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
    size -= gone;
  }

  return {
    of: (metric) => byMetric.get(metric) ?? [],
    size: () => size,
    add(series, moment, before) {
      const known = tracks.get(series.key);
      const track = known ?? begin(series, moment);
      if (isFresh({ last: known?.last ?? null, reading: before }, moment)) track.fresh.add(moment.timeSeconds);
      track.times.push(moment.timeSeconds);
      track.values.push(moment.value);
      track.last = moment;
      size += 1;
    },
    forgetBefore(before) {
      for (const track of tracks.values()) forgetSamples(track, before);
      const gone = [...tracks.values()].filter(({ times }) => times.length === 0);
      gone.sort((left, right) => left.last.timeSeconds - right.last.timeSeconds);
      const surplus = gone.length - MAX_REMEMBERED;
      drop(new Set(gone.filter(({ last }, index) => index < surplus || last.timeSeconds < before - REMEMBERED_SECONDS)));
    },
  };
}
