import { toLabelsKey } from "../counters/merge-series.ts";
import type { Labels } from "../selectors/series-match.ts";
import { PageProblem, quote } from "./format/page-problem.ts";
import type { PageFormat, PageSample } from "./format/page-reader.ts";
import { readSamples } from "./format/read-page.ts";
import { baseOfCreated, createdBase, isCreated, type TargetLabels, toCreatedKey, toSeriesLabels } from "./page.ts";

/** One series of a history, its samples in the order of the text. */
export interface HistorySeries {
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
}

/** The past of the metrics that were asked for. */
export interface History {
  readonly byMetric: ReadonlyMap<string, readonly HistorySeries[]>;
  /** What is known of a series' beginning at the time of one of its samples. */
  createdAt(labels: Labels, timeSeconds: number): number | null;
  startAt(labels: Labels, timeSeconds: number): number | null;
  /** The source says that it made its past up. */
  readonly generated: boolean;
}

const MAX_SAMPLES = 1_000_000;
/** Far outside anything that a clock says; a guard against milliseconds in place of seconds. */
const MAX_SECONDS = 1e11;
const INFO_METRIC = "solvent_history_info";
const START_METRIC = "process_start_time_seconds";

/** Who gives a series of a history that has no instance its identity: the only page, if there is only one. */
export type Identify = (labels: Labels) => Labels | null;

export const identifyBy =
  (targets: readonly TargetLabels[]): Identify =>
  (labels) => {
    const [only] = targets;
    const job = labels.job ?? only?.job ?? null;
    const instance = labels.instance ?? (targets.length === 1 ? only?.instance : undefined);
    if (instance === undefined) return null;
    return { ...labels, instance, ...(job === null ? {} : { job }) };
  };

const targetKey = ({ job = "", instance = "" }: Labels): string => JSON.stringify([job, instance]);

/** Values by series and time. */
class Moments {
  readonly #values = new Map<string, Map<number, number>>();

  set(key: string, timeSeconds: number, value: number): void {
    const known = this.#values.get(key) ?? new Map<number, number>();
    known.set(timeSeconds, value);
    this.#values.set(key, known);
  }

  get(key: string, timeSeconds: number): number | null {
    return this.#values.get(key)?.get(timeSeconds) ?? null;
  }
}

function timeOf({ timeSeconds, line, name }: PageSample): number {
  if (timeSeconds === null)
    throw new PageProblem(line, `the sample of ${quote(name)} has no timestamp: a history needs one on every sample`);
  if (Math.abs(timeSeconds) > MAX_SECONDS) throw new PageProblem(line, `${timeSeconds} is no time in seconds`);
  return Math.round(timeSeconds * 1000) / 1000;
}

export interface HistoryRequest {
  readonly metrics: ReadonlySet<string>;
  readonly identify: Identify;
}

/** Reads OpenMetrics with timestamps. Metrics that nobody asked for are checked and not kept. Throws PageProblem. */
export async function readHistory(body: string, format: PageFormat, { metrics, identify }: HistoryRequest): Promise<History> {
  if (format !== "openmetrics")
    throw new PageProblem(1, "a history must be OpenMetrics: of another format nobody sees that it was cut off");
  const series = new Map<string, HistorySeries>();
  const byMetric = new Map<string, HistorySeries[]>();
  const created = new Moments();
  const starts = new Moments();
  const bases = new Set([...metrics].map(createdBase));
  let generated = false;

  function identified(sample: PageSample): Labels {
    const labels = identify(toSeriesLabels(sample));
    if (labels !== null) return labels;
    throw new PageProblem(
      sample.line,
      `the series ${quote(sample.name)} has no label instance, and there is more than one page it may be of`,
    );
  }

  function seriesOf(sample: PageSample): HistorySeries {
    const labels = identified(sample);
    const key = toLabelsKey(labels);
    let known = series.get(key);
    if (known === undefined) {
      known = { labels, times: [], values: [] };
      series.set(key, known);
      const metric = labels.__name__ ?? "";
      const siblings = byMetric.get(metric);
      if (siblings === undefined) byMetric.set(metric, [known]);
      else siblings.push(known);
    }
    return known;
  }

  /** Samples of one series follow each other and share their labels. */
  let last: { readonly labels: Labels; readonly name: string; readonly series: HistorySeries } | null = null;

  function add(sample: PageSample, timeSeconds: number): void {
    if (last?.labels !== sample.labels || last.name !== sample.name)
      last = { labels: sample.labels, name: sample.name, series: seriesOf(sample) };
    last.series.times.push(timeSeconds);
    last.series.values.push(sample.value);
  }

  await readSamples(body, format, { maxSamples: MAX_SAMPLES }, (sample) => {
    const { name, value } = sample;
    if (name === INFO_METRIC) {
      if (sample.labels.generated === "true" && value === 1) generated = true;
      return;
    }
    const timeSeconds = timeOf(sample);
    if (isCreated(name) && bases.has(baseOfCreated(name))) {
      created.set(toCreatedKey(baseOfCreated(name), identified(sample)), timeSeconds, value);
    }
    if (name === START_METRIC) starts.set(targetKey(identified(sample)), timeSeconds, value);
    if (metrics.has(name)) add(sample, timeSeconds);
  });

  return {
    byMetric,
    generated,
    createdAt: (labels, timeSeconds) => created.get(toCreatedKey(createdBase(labels.__name__ ?? ""), labels), timeSeconds),
    startAt: (labels, timeSeconds) => starts.get(targetKey(labels), timeSeconds),
  };
}
