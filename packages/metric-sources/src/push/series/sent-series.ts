import { MINUTE_MS, type Minute } from "@solvent/domain";
import { boundaryMaxAgeSeconds } from "../../counters/runs.ts";
import type { Selector } from "../../selectors/selector.ts";
import { type Labels, makeSeriesMatcher } from "../../selectors/series-match.ts";
import type { PushedSeries, PushInbox } from "../../source.ts";

/** A source keeps no more, so that nothing is cut off. */
const MAX_SERIES = 10_000;

/** A series with its name among its labels, as selectors see it. */
export interface SentSeries extends Omit<PushedSeries, "metric"> {
  readonly labels: Labels;
}

/** Series by metric, also those without a sample in the span. */
export type SentBook = (metric: string) => readonly SentSeries[];

export interface SeriesSpan {
  readonly from: Minute;
  readonly to: Minute;
}

const named = ({ metric, labels, ...series }: PushedSeries): SentSeries => ({ ...series, labels: { ...labels, __name__: metric } });

export interface SentAsk extends SeriesSpan {
  /** The longest distance of samples, which decides how far back a boundary may lie. */
  readonly intervalSeconds: number | null;
  /** A series that was silent for longer before what is asked for counts as not there. */
  readonly rememberMinutes: number;
}

/** Asks for each metric once. */
export async function openSentBook(
  inbox: PushInbox,
  metrics: readonly string[],
  { from, to, intervalSeconds, rememberMinutes }: SentAsk,
  signal: AbortSignal,
): Promise<SentBook> {
  const lookBackMs = boundaryMaxAgeSeconds(intervalSeconds) * 1000 + MINUTE_MS;
  const span = { fromMs: from * MINUTE_MS - lookBackMs, toMs: to * MINUTE_MS, limit: MAX_SERIES };
  const found = new Map<string, readonly SentSeries[]>();
  for (const metric of new Set(metrics)) {
    const series = await inbox.series({ ...span, metric, heardSinceMs: span.fromMs - rememberMinutes * MINUTE_MS }, signal);
    found.set(metric, series.map(named));
  }
  return (metric) => found.get(metric) ?? [];
}

/** The series of a selector. */
export function matching(book: SentBook, selector: Selector): readonly SentSeries[] {
  const matches = makeSeriesMatcher(selector);
  return book(selector.metric).filter(({ labels }) => matches(labels));
}

/** Boundaries that a histogram has. */
export const boundariesIn =
  (book: SentBook) =>
  (buckets: Selector): readonly string[] => [...new Set(matching(book, buckets).flatMap(({ labels }) => labels.le ?? []))];
