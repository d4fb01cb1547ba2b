import type { MeasuredIndicator, MetricQuery, ThresholdIndicator } from "@solvent/domain";
import {
  both,
  counterSides,
  oneSource,
  pair,
  problem,
  type Side,
  textField,
  thresholdField,
  unknownFields,
} from "../selectors/indicator-fields.ts";
import { normalisePromql, parsePromql } from "../selectors/promql-syntax.ts";
import type { Parsed } from "../source.ts";
import { type PrometheusQuery, toQuery } from "./query.ts";

const EXAMPLE: Readonly<Record<Side, string>> = {
  part: "sum(increase(http_requests_total[1m]))",
  total: "sum(increase(http_requests_total[1m]))",
  metric: 'max(queue_length{job="shop"})',
};

function expressionField(query: MetricQuery, side: Side): Parsed<string> {
  const extra = unknownFields(query, side, ["query"]);
  if (extra.length > 0) return { ok: false, problems: extra };
  const path = [side, "spec", "query"];
  const text = textField(query.spec.query, path);
  if (!text.ok) return text;
  const parsed = parsePromql(text.value);
  if (!parsed.ok) return problem(path, parsed.problem.message, parsed.problem.offset);
  if (["MatrixSelector", "StringLiteral", "SubqueryExpr"].includes(parsed.root.name)) {
    return problem(path, `must give one value per minute, such as ${EXAMPLE[side]}`, parsed.root.from);
  }
  return text;
}

function parseThreshold(indicator: ThresholdIndicator): Parsed<PrometheusQuery> {
  const parsed = pair(expressionField(indicator.metric, "metric"), thresholdField(indicator));
  if (!parsed.ok) return parsed;
  const [expression, threshold] = parsed.value;
  return { ok: true, value: toQuery({ kind: "threshold", expression, threshold }, normalisePromql) };
}

/**
 * Turns an indicator of this source into its query. With `counter` true both sides are selectors of cumulative counters (or a
 * histogram and a threshold), with false each side is PromQL that answers, at every whole minute, the events of the minute before.
 * The metric of a threshold is PromQL that gives one value at every whole minute.
 */
export function parsePrometheusIndicator(indicator: MeasuredIndicator): Parsed<PrometheusQuery> {
  if (indicator.kind === "threshold") return parseThreshold(indicator);
  const source = oneSource(indicator);
  if (!source.ok) return source;
  const { numerator } = indicator;
  if (!indicator.counter) {
    const sides = both(expressionField(indicator.part, "part"), expressionField(indicator.total, "total"));
    return sides.ok ? { ok: true, value: toQuery({ kind: "expressions", numerator, ...sides.value }, normalisePromql) } : sides;
  }
  const sides = counterSides(indicator);
  return sides.ok ? { ok: true, value: toQuery({ kind: "counters", numerator, ...sides.value }, normalisePromql) } : sides;
}
