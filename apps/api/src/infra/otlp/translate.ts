import type { PushedSeries } from "@solvent/metric-sources";
import type { ReceivedMetrics } from "../../usecases/push/series-store.ts";
import { type CollectedPoint, type Collector, makeCollector } from "./collector.ts";
import { labelsOf, type Origin, toOrigin, withScope } from "./labels.ts";
import type { HistogramPoint, KeyValue, Metric, MetricsRequest, NumberPoint } from "./metrics.ts";
import { toMetricName } from "./names.ts";
import { bucketsOf, countOf, isStale, numberOf, type Read, timesOf } from "./points.ts";

type Kind = PushedSeries["kind"];

const DELTA = 1;
const CUMULATIVE = 2;

/** Which counter a temporality makes; null for none. */
const counterKind = (temporality: number | undefined): Kind | null =>
  temporality === DELTA ? "delta" : temporality === CUMULATIVE ? "cumulative" : null;

type Values = CollectedPoint["values"];

interface AnyPoint {
  readonly attributes?: readonly KeyValue[];
  readonly flags?: number;
  readonly timeUnixNano?: bigint;
  readonly startTimeUnixNano?: bigint;
}

const single =
  (metric: string, read: (point: NumberPoint) => Read<number>) =>
  (point: NumberPoint): Read<Values> => {
    const value = read(point);
    return "problem" in value ? value : { value: [{ metric, value: value.value }] };
  };

const histogram =
  (metric: string) =>
  (point: HistogramPoint): Read<Values> => {
    if (point.attributes?.some(({ key }) => key === "le")) return { problem: "a histogram cannot have an attribute le" };
    const buckets = bucketsOf(point);
    if ("problem" in buckets) return buckets;
    const all = buckets.value.at(-1)?.count ?? 0;
    const counted = buckets.value.map(({ le, count }) => ({ metric: `${metric}_bucket`, le, value: count }));
    return { value: [...counted, { metric: `${metric}_count`, value: all }] };
  };

/** What becomes of the points of one kind of data that a metric has. */
interface Taking {
  readonly kind: Kind;
  /** Labels, times and values of each, or why it cannot be taken. A point without a recorded value says nothing, and is not there. */
  read(origin: Origin, nowMs: number): readonly Read<Omit<CollectedPoint, "name" | "kind">>[];
}

function readPoint<P extends AnyPoint>(
  { origin, nowMs }: { readonly origin: Origin; readonly nowMs: number },
  point: P,
  valuesOf: (point: P) => Read<Values>,
): Read<Omit<CollectedPoint, "name" | "kind">> {
  const [labels, times, values] = [labelsOf(origin, point.attributes), timesOf(point, nowMs), valuesOf(point)];
  if ("problem" in labels) return labels;
  if ("problem" in times) return times;
  return "problem" in values ? values : { value: { labels: labels.labels, times: times.value, values: values.value } };
}

const takingOf = <P extends AnyPoint>(kind: Kind, points: readonly P[], valuesOf: (point: P) => Read<Values>): Taking => ({
  kind,
  read: (origin, nowMs) => points.filter((point) => !isStale(point)).map((point) => readPoint({ origin, nowMs }, point, valuesOf)),
});

/** Points that are not looked at. */
interface Refusal {
  readonly points: number;
  readonly reason: string;
}

const NO_TEMPORALITY = "its aggregation temporality is neither delta nor cumulative";
const NO_NAME = "its name is empty, too long, or holds a character that cannot be stored";
const NO_DELTA = "the delta of a sum that may fall has no value of its own: send it as cumulative";
const NO_EXPONENTIAL = "exponential histograms are not counted: choose explicit boundaries in the SDK or the collector";
const NO_SUMMARY = "summaries hold quantiles, which do not add up: send a histogram";

function takeSum(name: string, { dataPoints = [], aggregationTemporality, isMonotonic = false }: NonNullable<Metric["sum"]>) {
  const refuse = (reason: string): Refusal => ({ points: dataPoints.length, reason });
  const kind = counterKind(aggregationTemporality);
  const metric = toMetricName(name, isMonotonic);
  if (metric === null) return refuse(NO_NAME);
  if (kind === null) return refuse(NO_TEMPORALITY);
  if (isMonotonic) return takingOf(kind, dataPoints, single(metric, countOf));
  return kind === "delta" ? refuse(NO_DELTA) : takingOf("gauge", dataPoints, single(metric, numberOf));
}

function takeGauge(name: string, { dataPoints = [] }: NonNullable<Metric["gauge"]>): Taking | Refusal {
  const metric = toMetricName(name, false);
  return metric === null ? { points: dataPoints.length, reason: NO_NAME } : takingOf("gauge", dataPoints, single(metric, numberOf));
}

function takeHistogram(name: string, { dataPoints = [], aggregationTemporality }: NonNullable<Metric["histogram"]>): Taking | Refusal {
  const kind = counterKind(aggregationTemporality);
  const metric = toMetricName(name, false);
  if (metric === null) return { points: dataPoints.length, reason: NO_NAME };
  return kind === null ? { points: dataPoints.length, reason: NO_TEMPORALITY } : takingOf(kind, dataPoints, histogram(metric));
}

function takingsOf({ name = "", sum, gauge, histogram: histograms, exponentialHistogram, summary }: Metric): readonly (Taking | Refusal)[] {
  return [
    ...(sum === undefined ? [] : [takeSum(name, sum)]),
    ...(gauge === undefined ? [] : [takeGauge(name, gauge)]),
    ...(histograms === undefined ? [] : [takeHistogram(name, histograms)]),
    { points: exponentialHistogram?.dataPoints?.length ?? 0, reason: NO_EXPONENTIAL },
    { points: summary?.dataPoints?.length ?? 0, reason: NO_SUMMARY },
  ];
}

function collect(into: Collector, metric: Metric, origin: Origin, nowMs: number): void {
  const { name = "" } = metric;
  for (const taking of takingsOf(metric)) {
    if ("reason" in taking) {
      if (taking.points > 0) into.reject(name, taking.reason, taking.points);
      continue;
    }
    for (const read of taking.read(origin, nowMs)) {
      if ("problem" in read) into.reject(name, read.problem);
      else into.add({ name, kind: taking.kind, ...read.value });
    }
  }
}

/** A request as series and samples, with what cannot be taken. Throws `request.too-large`. */
export function translateMetrics({ resourceMetrics = [] }: MetricsRequest, nowMs: number): ReceivedMetrics {
  const into = makeCollector();
  for (const { resource, scopeMetrics = [] } of resourceMetrics) {
    const ofResource = toOrigin(resource?.attributes);
    for (const { scope, metrics = [] } of scopeMetrics) {
      const origin = withScope(ofResource, scope?.name);
      for (const metric of metrics) collect(into, metric, origin, nowMs);
    }
  }
  return into.result();
}
