import { toLabelsKey } from "../counters/merge-series.ts";
import { toBoundaryText } from "../selectors/boundary.ts";
import type { Labels } from "../selectors/series-match.ts";
import type { PageFormat, PageSample } from "./format/page-reader.ts";
import { makeDuplicateCheck, readSamples } from "./format/read-page.ts";

export const MAX_PAGE_SAMPLES = 50_000;

/** What every series of a page gets from the page's address and the connection. */
export interface TargetLabels {
  readonly instance: string;
  readonly job: string | null;
}

export interface PageSeries {
  /** With `__name__`, `instance` and `job`. */
  readonly labels: Labels;
  /** Equal for equal labels. */
  readonly key: string;
  readonly value: number;
  /** When the counter began, by the clock of its process; null where the page does not say. */
  readonly createdSeconds: number | null;
}

export interface Page {
  readonly format: PageFormat;
  readonly series: readonly PageSeries[];
  /** `process_start_time_seconds`, null where the page has none, or more than one. */
  readonly startSeconds: number | null;
  /** Metrics that the page itself calls something that is no counter. */
  readonly notCounters: ReadonlyMap<string, string>;
}

const COUNTERS: ReadonlySet<string> = new Set(["counter", "histogram", "summary", "untyped", "unknown"]);
const START_METRIC = "process_start_time_seconds";
const CREATED = "_created";
/** What a series may have behind the name that its `_created` has. */
const COUNTED_SUFFIX = /_(?:total|bucket|count|sum)$/;

/** A label of the page that is in the way of one of the target is kept under another name, as Prometheus does. */
export function withTargetLabels(labels: Labels, { instance, job }: TargetLabels): Record<string, string> {
  const result: Record<string, string> = { ...labels };
  for (const [label, value] of [["instance", instance] as const, ["job", job] as const]) {
    if (value === null) continue;
    const clashing = result[label];
    if (clashing !== undefined) {
      let renamed = `exported_${label}`;
      while (result[renamed] !== undefined) renamed = `exported_${renamed}`;
      result[renamed] = clashing;
    }
    result[label] = value;
  }
  return result;
}

/** Of a series and of its creation: both have the same key. Buckets of a histogram were created together. */
export function toCreatedKey(base: string, { le: _le, quantile: _quantile, __name__: _name, ...labels }: Labels): string {
  return `${base} ${toLabelsKey(labels)}`;
}

/** The name that a series' creation would have, without `_created`; null for a series that is a creation itself. */
export const createdBase = (name: string): string => name.replace(COUNTED_SUFFIX, "");

export const isCreated = (name: string): boolean => name.endsWith(CREATED);

export const baseOfCreated = (name: string): string => name.slice(0, -CREATED.length);

/** Boundaries in one spelling: an upgrade of a client library must not look like new series. */
export const toSeriesLabels = (sample: Pick<PageSample, "name" | "labels">): Labels => {
  const { le } = sample.labels;
  return le === undefined
    ? { __name__: sample.name, ...sample.labels }
    : { __name__: sample.name, ...sample.labels, le: toBoundaryText(le) };
};

/** One page as read at one instant. Timestamps on it are not used: the time of a scrape is ours. Throws PageProblem. */
export async function readPage(body: string, format: PageFormat, target: TargetLabels): Promise<Page> {
  const created = new Map<string, number>();
  const notCounters = new Map<string, string>();
  const found: { labels: Labels; key: string; value: number }[] = [];
  const starts: number[] = [];
  const isFirst = makeDuplicateCheck();
  await readSamples(body, format, { maxSamples: MAX_PAGE_SAMPLES }, (sample) => {
    const own = toSeriesLabels(sample);
    const key = toLabelsKey(own);
    if (!isFirst(key, sample)) return;
    if (isCreated(sample.name)) created.set(toCreatedKey(baseOfCreated(sample.name), own), sample.value);
    if (sample.name === START_METRIC) starts.push(sample.value);
    if (sample.type !== null && !COUNTERS.has(sample.type)) notCounters.set(sample.name, sample.type);
    found.push({ labels: own, key: "", value: sample.value });
  });
  const series = found.map(({ labels: own, value }) => {
    const labels = withTargetLabels(own, target);
    const createdSeconds = created.size === 0 ? null : (created.get(toCreatedKey(createdBase(own.__name__ ?? ""), own)) ?? null);
    return { labels, key: toLabelsKey(labels), value, createdSeconds };
  });
  const [start] = starts;
  return { format, series, startSeconds: starts.length === 1 && start !== undefined ? start : null, notCounters };
}
