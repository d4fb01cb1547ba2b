import type { CounterMinutes, CounterSeries, Minute, MissingReason } from "@solvent/domain";
import { type Counting, countSummands, gatherSummands, sumsOf } from "../counters/count.ts";
import type { CountedMinutes } from "../counters/counted.ts";
import { makeSelector, type Selector, toSelectorText } from "../selectors/selector.ts";
import { type Labels, makeSeriesMatcher } from "../selectors/series-match.ts";
import type { SourceFailure } from "../source.ts";
import { boundaryOf, isRecent } from "./boundary.ts";
import { carryOver } from "./carry-over.ts";
import type { TargetLabels } from "./page.ts";
import { RETENTION_SECONDS, type TargetRecord } from "./target-memory.ts";
import { whyUntold } from "./told.ts";
import type { Track } from "./tracks.ts";

/** Minutes before the first one that is asked for whose counts may be carried into it, with what those minutes need themselves. */
const LEAD_MINUTES = 6;

/** A page with what was seen on it. */
export interface Watched {
  readonly labels: TargetLabels;
  readonly memory: TargetRecord;
}

export interface LiveCounting {
  readonly counting: Counting;
  readonly targets: readonly Watched[];
  readonly matcherOf: (selector: Selector) => (labels: Labels) => boolean;
}

interface Selected {
  readonly watched: Watched;
  /** One list per sum: 0 is the total. */
  readonly bySum: readonly (readonly Track[])[];
}

/** Keeps compiled selectors: the same ones are used every minute. */
export function makeMatcherBook(): LiveCounting["matcherOf"] {
  const known = new Map<string, (labels: Labels) => boolean>();
  return (selector) => {
    const key = toSelectorText(selector);
    const matcher = known.get(key) ?? makeSeriesMatcher(selector);
    if (known.size >= 5000) known.clear();
    known.set(key, matcher);
    return matcher;
  };
}

/** What of a selector the address of a page alone decides. */
const toTargetSelector = ({ metric, matchers }: Selector): Selector =>
  makeSelector(
    metric,
    matchers.filter(({ label }) => label === "job" || label === "instance"),
  );

/** The page may hold series of this selector, as far as its address says. */
export function canMatch({ labels: { job, instance } }: Watched, selector: Selector, matcherOf: LiveCounting["matcherOf"]): boolean {
  const labels = { __name__: selector.metric, instance, ...(job === null ? {} : { job }) };
  return matcherOf(toTargetSelector(selector))(labels);
}

/** Not gone from the page for long: what is gone says nothing about the page any more. */
const isCurrent = (track: Track, { memory }: Watched): boolean =>
  track.last.timeSeconds > (memory.lastGoodSeconds() ?? 0) - RETENTION_SECONDS;

/**
 * The pages that a query is about: those with series of it, and those that were never read and may have some. Without the latter, a page
 * that is down when Solvent starts would make every sum silently too low.
 */
export function selectTargets({ counting, targets, matcherOf }: LiveCounting): Selected[] {
  const selectors = sumsOf(counting);
  return targets.flatMap((watched): Selected[] => {
    const bySum = selectors.map((selector) =>
      watched.memory.tracksOf(selector.metric).filter((track) => isCurrent(track, watched) && matcherOf(selector)(track.labels)),
    );
    const neverRead = watched.memory.lastGoodSeconds() === null && canMatch(watched, counting.total, matcherOf);
    return neverRead || bySum.some((tracks) => tracks.length > 0) ? [{ watched, bySum }] : [];
  });
}

/** The track cut where the counter began anew, and where no value is recent enough to take a difference from. */
function toRuns({ times, values, fresh }: Track, target: string): CounterSeries[] {
  const starts = [...times.keys()].filter((index) => {
    const time = times[index] ?? 0;
    const before = times[index - 1] ?? Number.NEGATIVE_INFINITY;
    return fresh.has(time) || !isRecent(boundaryOf(time), before);
  });
  return starts.map((start, order) => ({
    times: times.slice(start, starts[order + 1]),
    values: values.slice(start, starts[order + 1]),
    target,
    bornAfterBoundary: fresh.has(times[start] ?? 0),
  }));
}

/** Why no page tells anything about the minute: none has such series, or none could be read. */
export function whyNothing(targets: readonly Watched[], minute: Minute): MissingReason {
  const reasons = targets.map(({ memory }) => whyUntold({ attempts: memory.attempts, tracks: [] }, minute));
  if (reasons.some((reason) => reason === null || reason === "no-boundary")) return "no-series";
  return reasons.find((reason) => reason !== "not-read") ?? "not-read";
}

function whyUntoldByMinute(
  { targets }: LiveCounting,
  selected: readonly Selected[],
  span: { from: Minute; to: Minute },
): (MissingReason | null)[] {
  const pages = selected.map(({ watched, bySum }) => ({ attempts: watched.memory.attempts, tracks: bySum.flat() }));
  return Array.from({ length: span.to - span.from }, (_, index) => {
    const minute = span.from + index;
    if (pages.length === 0) return whyNothing(targets, minute);
    return pages.map((page) => whyUntold(page, minute)).find((reason) => reason !== null) ?? null;
  });
}

const dropLead = ({ increases, missing }: CounterMinutes, lead: number): CounterMinutes => ({
  increases: increases.slice(lead),
  missing: missing.slice(lead),
});

/** Minutes [from, to) of one stream from what was scraped. */
export function countLive(live: LiveCounting, span: { readonly from: Minute; readonly to: Minute }): CountedMinutes {
  const selected = selectTargets(live);
  const wide = { from: span.from - LEAD_MINUTES, to: span.to, scrapeIntervalSeconds: null };
  const summands = selected.flatMap(({ watched, bySum }) =>
    gatherSummands(bySum).map(({ counter, sums }) => ({ counter: { track: counter, target: watched.labels.instance }, sums })),
  );
  const counted = countSummands(live.counting, summands, wide, ({ track, target }) => toRuns(track, target));
  const untold = whyUntoldByMinute(live, selected, wide);
  return {
    ...counted,
    from: span.from,
    part: dropLead(carryOver(counted.part, untold), LEAD_MINUTES),
    total: dropLead(carryOver(counted.total, untold), LEAD_MINUTES),
  };
}

/** The newest failure of a page that a query is about, null when all of them could be read. */
export function newestFailure(selected: readonly { readonly watched: Watched }[]): SourceFailure | null {
  return selected.map(({ watched }) => watched.memory.attempts.at(-1)?.failure ?? null).find((failure) => failure !== null) ?? null;
}
