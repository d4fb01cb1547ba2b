import type { MeasuredIndicator, MetricQuery } from "@solvent/domain";
import { both, problem, type Side } from "../selectors/indicator-fields.ts";
import { withField } from "../selectors/narrow.ts";
import type { GroupLabels, Parsed } from "../source.ts";
import { programField } from "./parse-indicator.ts";
import { narrowProgram } from "./signalflow/narrow.ts";

function narrowQuery(query: MetricQuery, labels: GroupLabels, side: Side): Parsed<MetricQuery> {
  const program = programField(query, side);
  if (!program.ok) return program;
  const narrowed = narrowProgram(program.value, labels);
  if (!narrowed.ok) return problem([side, "spec", "program"], narrowed.problem.message, narrowed.problem.offset);
  return { ok: true, value: withField(query, "program", narrowed.text) };
}

/** The indicator for one combination of dimensions: every data() of its programs gets a filter for each of them. */
export function narrowSignalFxIndicator(indicator: MeasuredIndicator, labels: GroupLabels): Parsed<MeasuredIndicator> {
  if (indicator.kind === "threshold") {
    const metric = narrowQuery(indicator.metric, labels, "metric");
    return metric.ok ? { ok: true, value: { ...indicator, metric: metric.value } } : metric;
  }
  const sides = both(narrowQuery(indicator.part, labels, "part"), narrowQuery(indicator.total, labels, "total"));
  return sides.ok ? { ok: true, value: { ...indicator, ...sides.value } } : sides;
}
