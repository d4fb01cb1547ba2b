import { type CounterSeries, MINUTE_MS, type Minute, type MissingReason } from "@solvent/domain";
import { type IsBorn, judgeBirths } from "../counters/births.ts";
import { type Counting, countSummands, gatherSummands, sumsOf } from "../counters/count.ts";
import { type CountedMinutes, toReadValue } from "../counters/counted.ts";
import { type Birth, boundaryMaxAgeSeconds, type Counter, toCounter, toRuns } from "../counters/runs.ts";
import { succeeded } from "../failure.ts";
import { makeSelector } from "../selectors/selector.ts";
import type { Labels } from "../selectors/series-match.ts";
import type { Outcome, ReadValue } from "../source.ts";
import { beganAfter, beganAnew, type CounterMoment } from "./beginnings.ts";
import { boundaryOf } from "./boundary.ts";
import { readGaugeHistory } from "./gauge-history.ts";
import type { History } from "./history.ts";
import type { LiveCounting } from "./live-count.ts";
import type { OpenMetricsPlan } from "./query.ts";
import { resolvePart } from "./resolve.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;
const MAX_AGE_SECONDS = boundaryMaxAgeSeconds(null);

interface Span {
  readonly from: Minute;
  readonly to: Minute;
}

type MatcherOf = LiveCounting["matcherOf"];
type Dated = Counter & { readonly labels: Labels };

/** Metrics of a history that a query needs. */
export function metricsOf(plan: OpenMetricsPlan): readonly string[] {
  if (plan.kind === "scrapes") return [plan.up.metric];
  if (plan.kind === "threshold") return [plan.selector.metric];
  return [plan.total.metric, plan.part.kind === "counter" ? plan.part.selector.metric : plan.part.buckets.metric];
}

const birthKey = ({ metric, target, minute }: Birth): string => JSON.stringify([metric, target, minute]);

function momentAt(history: History, { labels, times, values }: Dated, index: number): CounterMoment {
  const timeSeconds = times[index] ?? 0;
  return {
    timeSeconds,
    value: values[index] ?? 0,
    createdSeconds: history.createdAt(labels, timeSeconds),
    startSeconds: history.startAt(labels, timeSeconds),
  };
}

/** Where a counter was replaced by a new one, as its creation or its process tells. */
function replacements(history: History, counter: Dated): number[] {
  const found: number[] = [];
  let before: CounterMoment | null = null;
  for (const index of counter.times.keys()) {
    const now = momentAt(history, counter, index);
    if (before !== null && beganAnew(before, now)) found.push(index);
    before = now;
  }
  return found;
}

/** Pieces of a counter, each with whether its first value counts in full. */
function cutAtReplacements(history: History, counter: Dated): { readonly piece: Dated; readonly isNew: boolean }[] {
  const cuts = [0, ...replacements(history, counter)];
  return cuts.map((start, order) => {
    const end = cuts[order + 1] ?? counter.times.length;
    return { piece: { ...counter, times: counter.times.slice(start, end), values: counter.values.slice(start, end) }, isNew: order > 0 };
  });
}

function runsOf(history: History, counter: Dated, isBorn: IsBorn): CounterSeries[] {
  return cutAtReplacements(history, counter).flatMap(({ piece, isNew }) =>
    toRuns(piece, MAX_AGE_SECONDS, isBorn).map((run, order) => {
      const first = piece.times.indexOf(run.times[0] ?? Number.NaN);
      const moment = momentAt(history, piece, first);
      const provenByItself = beganAfter(boundaryOf(moment.timeSeconds), moment);
      return (isNew && order === 0) || provenByItself ? { ...run, bornAfterBoundary: true } : run;
    }),
  );
}

/** Births are proven by the other series of the metric on the same page, all of which are at hand. */
function makeIsBorn(counters: readonly Counter[], from: Minute): IsBorn {
  const proven = new Set(judgeBirths(counters, MAX_AGE_SECONDS, from).proven.map(birthKey));
  return (birth) => proven.has(birthKey(birth));
}

/** Counters of a history, made once for all of its queries. */
export interface HistoryBook {
  readonly history: History;
  readonly countersOf: (metric: string) => readonly Dated[];
  readonly isBornOf: (metric: string) => IsBorn;
}

export function openHistory(history: History, from: Minute): HistoryBook {
  const counters = new Map<string, readonly Dated[]>();
  const births = new Map<string, IsBorn>();
  const countersOf = (metric: string): readonly Dated[] => {
    const known = counters.get(metric) ?? (history.byMetric.get(metric) ?? []).map((one) => ({ ...toCounter(one), labels: one.labels }));
    counters.set(metric, known);
    return known;
  };
  return {
    history,
    countersOf,
    isBornOf(metric) {
      const known = births.get(metric) ?? makeIsBorn(countersOf(metric), from);
      births.set(metric, known);
      return known;
    },
  };
}

function countCounters(book: HistoryBook, counting: Counting, matcherOf: MatcherOf, span: Span): CountedMinutes {
  const bySum = sumsOf(counting).map((selector) => book.countersOf(selector.metric).filter(({ labels }) => matcherOf(selector)(labels)));
  const wide = { ...span, scrapeIntervalSeconds: null };
  return countSummands(counting, gatherSummands(bySum), wide, (counter) => runsOf(book.history, counter, book.isBornOf(counter.metric)));
}

/** Every sample of `up` in a history is a scrape that was tried. */
function countScrapes(
  book: HistoryBook,
  plan: OpenMetricsPlan & { kind: "scrapes" },
  matcherOf: MatcherOf,
  { from, to }: Span,
): CountedMinutes {
  const all = book.history.byMetric.get(plan.up.metric) ?? [];
  const scrapesMatch = matcherOf(makeSelector(plan.up.metric, plan.scrapes.matchers));
  const tried = all.filter(({ labels }) => scrapesMatch(labels));
  const total = new Float64Array(to - from);
  const good = new Float64Array(to - from);
  const missing = new Array<MissingReason | null>(to - from).fill(tried.length === 0 ? "no-series" : "no-sample");
  for (const { labels, times, values } of tried) {
    const counts = matcherOf(plan.up)(labels);
    for (const [index, time] of times.entries()) {
      const minute = boundaryOf(time) / MINUTE_SECONDS - from;
      if (minute < 0 || minute >= to - from) continue;
      total[minute] = (total[minute] ?? 0) + 1;
      if (counts && values[index] === 1) good[minute] = (good[minute] ?? 0) + 1;
      missing[minute] = null;
    }
  }
  return { from, numerator: "good", part: { increases: good, missing }, total: { increases: total, missing } };
}

function boundariesIn(book: HistoryBook, matcherOf: MatcherOf) {
  return (buckets: Parameters<MatcherOf>[0]): string[] => {
    const matching = book.countersOf(buckets.metric).filter(({ labels }) => matcherOf(buckets)(labels));
    return [...new Set(matching.flatMap(({ labels }) => labels.le ?? []))];
  };
}

/** Minutes [from, to) of one query out of a history. */
export function countHistory(book: HistoryBook, plan: OpenMetricsPlan, matcherOf: MatcherOf, span: Span): Outcome<ReadValue> {
  const marked = (value: ReadValue): Outcome<ReadValue> =>
    succeeded(book.history.generated ? { ...value, generatedUntil: span.to } : value);
  const value = (counted: CountedMinutes): Outcome<ReadValue> => marked(toReadValue(counted));
  if (plan.kind === "threshold") return marked({ block: readGaugeHistory(book.history, plan, matcherOf, span), clampedMinutes: 0 });
  if (plan.kind === "scrapes") return value(countScrapes(book, plan, matcherOf, span));
  const part = resolvePart(plan.part, boundariesIn(book, matcherOf));
  if (!part.ok) return part;
  const nothing = { kind: "one", selector: makeSelector("", []) } as const;
  const counting = { numerator: plan.numerator, part: part.value?.terms ?? nothing, total: plan.total };
  return value(countCounters(book, counting, matcherOf, span));
}
