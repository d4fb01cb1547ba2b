import type { MeasuredIndicator } from "@solvent/domain";
import { narrowQuery, narrowRatio } from "../selectors/narrow.ts";
import type { GroupLabels, Parsed } from "../source.ts";

/** The indicator for one combination of labels: every selector gets a matcher for each of them. */
export function narrowOpenMetricsIndicator(indicator: MeasuredIndicator, labels: GroupLabels): Parsed<MeasuredIndicator> {
  if (indicator.kind === "ratio") return narrowRatio(indicator, labels);
  const metric = narrowQuery(indicator.metric, labels, "metric");
  return metric.ok ? { ok: true, value: { ...indicator, metric: metric.value } } : metric;
}
