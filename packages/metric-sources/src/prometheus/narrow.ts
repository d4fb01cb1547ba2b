import type { MeasuredIndicator, ThresholdIndicator } from "@solvent/domain";
import { AGGREGATES, parseGaugeSelector } from "../selectors/counter-selector.ts";
import { narrowRatio, narrowSelector, refuseExpression, withField } from "../selectors/narrow.ts";
import { childrenOf, expressionOf, parsePromql } from "../selectors/promql-syntax.ts";
import { type Selector, toSelectorText } from "../selectors/selector.ts";
import type { GroupLabels, Parsed } from "../source.ts";

/** A query of values that looks at one selector: the selector itself, or an aggregation of all its series. */
interface PlainQuery {
  readonly selector: Selector;
  readonly aggregate: string | null;
}

const toPlain = (text: string, aggregate: string | null): PlainQuery | null => {
  const parsed = parseGaugeSelector(text);
  return parsed.ok ? { selector: parsed.selector, aggregate } : null;
};

/** Null for an expression that is more than that. */
export function plainQuery(expression: string): PlainQuery | null {
  const parsed = parsePromql(expression);
  if (!parsed.ok) return null;
  const { root } = parsed;
  if (root.name !== "AggregateExpr") return toPlain(expression, null);
  const [operator, body, ...more] = childrenOf(root);
  if (operator === undefined || body === undefined || more.length > 0 || body.name !== "FunctionCallBody") return null;
  const aggregate = AGGREGATES.find((one) => one === expression.slice(operator.from, operator.to));
  const inner = expressionOf(body);
  return aggregate === undefined || inner === null ? null : toPlain(expression.slice(inner.from, inner.to), aggregate);
}

const toText = ({ selector, aggregate }: PlainQuery): string =>
  aggregate === null ? toSelectorText(selector) : `${aggregate}(${toSelectorText(selector)})`;

function narrowThreshold(indicator: ThresholdIndicator, labels: GroupLabels): Parsed<MeasuredIndicator> {
  const { metric } = indicator;
  const plain = typeof metric.spec.query === "string" ? plainQuery(metric.spec.query) : null;
  const refused = `give one selector, or one inside ${AGGREGATES.map((one) => `${one}(...)`).join(", ")}`;
  if (plain === null) return refuseExpression("metric", refused);
  const selector = narrowSelector(plain.selector, labels, ["metric", "spec", "query"]);
  if (!selector.ok) return selector;
  return { ok: true, value: { ...indicator, metric: withField(metric, "query", toText({ ...plain, selector: selector.value })) } };
}

/**
 * The indicator for one combination of labels: every selector gets a matcher for each of them. Expressions of one's own (`counter: false`)
 * cannot be narrowed.
 */
export function narrowPrometheusIndicator(indicator: MeasuredIndicator, labels: GroupLabels): Parsed<MeasuredIndicator> {
  if (indicator.kind === "threshold") return narrowThreshold(indicator, labels);
  if (indicator.counter) return narrowRatio(indicator, labels);
  const refusals = (["part", "total"] as const).map((side) => refuseExpression(side, "use selectors of counters with counter: true"));
  return { ok: false, problems: refusals.flatMap((one) => (one.ok ? [] : one.problems)) };
}
