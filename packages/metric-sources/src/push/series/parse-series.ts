import type { JsonValue, MeasuredIndicator, ThresholdIndicator } from "@solvent/domain";
import { AGGREGATES, type Aggregate } from "../../selectors/counter-selector.ts";
import { counterSides, pair, problem, selectorField, thresholdField, unknownFields } from "../../selectors/indicator-fields.ts";
import { narrowQuery, narrowRatio } from "../../selectors/narrow.ts";
import type { GroupLabels, Parsed } from "../../source.ts";
import type { SeriesPlan } from "./plan.ts";

function aggregateField(written: JsonValue | undefined): Parsed<Aggregate | null> {
  if (written === undefined) return { ok: true, value: null };
  const found = AGGREGATES.find((one) => one === written);
  return found === undefined
    ? problem(["metric", "spec", "aggregate"], `must be one of ${AGGREGATES.join(", ")}`)
    : { ok: true, value: found };
}

function parseGauge(indicator: ThresholdIndicator): Parsed<SeriesPlan> {
  const { metric } = indicator;
  const extra = unknownFields(metric, "metric", ["query", "aggregate"]);
  if (extra.length > 0) return { ok: false, problems: extra };
  const selected = pair(selectorField(metric, "metric", "query"), aggregateField(metric.spec.aggregate));
  const parsed = pair(selected, thresholdField(indicator));
  if (!parsed.ok) return parsed;
  const [[selector, aggregate], threshold] = parsed.value;
  return { ok: true, value: { kind: "gauge", selector, aggregate, threshold } };
}

/**
 * An indicator of series that were sent, in the selectors of the openmetrics kind: counters (or a histogram and a threshold) on both
 * sides of a ratio, or one gauge with an aggregation. Both metrics of a ratio have the same source.
 */
export function parseSeriesIndicator(indicator: MeasuredIndicator): Parsed<SeriesPlan> {
  if (indicator.kind === "threshold") return parseGauge(indicator);
  const sides = counterSides(indicator);
  if (!sides.ok) return sides;
  return { ok: true, value: { kind: "counters", numerator: indicator.numerator, ...sides.value } };
}

/** The same indicator for one combination of labels: every selector gets a matcher for each of them. */
export function narrowSeriesIndicator(indicator: MeasuredIndicator, labels: GroupLabels): Parsed<MeasuredIndicator> {
  if (indicator.kind === "ratio") return narrowRatio(indicator, labels);
  const metric = narrowQuery(indicator.metric, labels, "metric");
  return metric.ok ? { ok: true, value: { ...indicator, metric: metric.value } } : metric;
}
