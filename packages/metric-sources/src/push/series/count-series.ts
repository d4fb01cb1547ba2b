import { type CounterMinutes, MINUTE_MS, makeCounterDifferencer } from "@solvent/domain";
import { type Counting, gatherSummands, sumsOf } from "../../counters/count.ts";
import { toReadValue } from "../../counters/counted.ts";
import { toPartIncreases } from "../../counters/part-terms.ts";
import { boundaryMaxAgeSeconds } from "../../counters/runs.ts";
import { succeeded } from "../../failure.ts";
import { resolvePart } from "../../openmetrics/resolve.ts";
import { makeSelector } from "../../selectors/selector.ts";
import type { Outcome, ReadValue } from "../../source.ts";
import { type Life, livesOf, makeRunCutter } from "./beginnings.ts";
import { addDeltas, joinDeltas } from "./deltas.ts";
import type { SeriesPlan } from "./plan.ts";
import { boundariesIn, matching, type SentBook, type SentSeries, type SeriesSpan } from "./sent-series.ts";

type CountersPlan = SeriesPlan & { readonly kind: "counters" };

interface Ask extends SeriesSpan {
  readonly intervalSeconds: number | null;
}

const ofKind = (series: readonly SentSeries[], kind: SentSeries["kind"]): readonly SentSeries[] =>
  series.filter((one) => one.kind === kind);

/** Lives of every series of the metrics that are counted. */
const livesOfMetrics = (book: SentBook, counting: Counting): readonly Life[] =>
  [...new Set(sumsOf(counting).map(({ metric }) => metric))].flatMap((metric) => ofKind(book(metric), "cumulative").flatMap(livesOf));

/** Differences of the cumulative series, one result per sum. */
function differences(book: SentBook, counting: Counting, { from, to, intervalSeconds }: Ask): readonly CounterMinutes[] {
  const maxAge = boundaryMaxAgeSeconds(intervalSeconds);
  const bySum = sumsOf(counting).map((selector) => ofKind(matching(book, selector), "cumulative").flatMap(livesOf));
  const toRuns = makeRunCutter(livesOfMetrics(book, counting), maxAge, from);
  const interval = intervalSeconds === null ? {} : { scrapeIntervalSeconds: intervalSeconds };
  const span = { startSecond: (from * MINUTE_MS) / 1000, minutes: to - from, ...interval, sums: bySum.length };
  const differencer = makeCounterDifferencer(span);
  for (const { counter, sums } of gatherSummands(bySum)) for (const run of toRuns(counter)) differencer.add(run, sums);
  // A series that is silent now is still a series.
  for (const [sum, selector] of sumsOf(counting).entries()) {
    if (ofKind(matching(book, selector), "cumulative").length > 0) differencer.add({ times: [], values: [] }, [sum]);
  }
  return differencer.results();
}

/** Minutes [from, to) of one stream out of everything that was sent. */
function countTerms(book: SentBook, counting: Counting, ask: Ask): ReadValue {
  const deltas = sumsOf(counting).map((selector) => {
    const series = ofKind(matching(book, selector), "delta");
    return series.length === 0 ? null : addDeltas(series, ask, ask.intervalSeconds);
  });
  const seen = Array.from({ length: ask.to - ask.from }, (_, index) => deltas.some((one) => one?.seen[index] === true));
  const counted = differences(book, counting, ask);
  const [total, ...parts] = counted.map((sum, index) => joinDeltas(sum, deltas[index] ?? null, seen));
  if (total === undefined) throw new Error("there is no total");
  return toReadValue({ from: ask.from, numerator: counting.numerator, part: toPartIncreases(counting.part, parts), total });
}

/** A histogram that nobody has sent yet has counted nothing. */
const NOTHING = { kind: "one", selector: makeSelector("", []) } as const;

/** Minutes [from, to) of a query of counters. */
export function countSeries(book: SentBook, plan: CountersPlan, ask: Ask): Outcome<ReadValue> {
  const part = resolvePart(plan.part, boundariesIn(book));
  if (!part.ok) return part;
  return succeeded(countTerms(book, { numerator: plan.numerator, part: part.value?.terms ?? NOTHING, total: plan.total }, ask));
}
