import { BOUNDARY_MODES, type BoundaryMode, type Indicator, type JsonValue, type MetricQuery } from "@solvent/domain";
import type { Parsed, QueryProblem } from "../source.ts";
import { type ParsedSelector, parseCounterSelector, parseHistogramSelector } from "./counter-selector.ts";
import { normalisePromql, parsePromql } from "./promql-syntax.ts";
import { type CounterPart, type PrometheusQuery, toQuery } from "./query.ts";
import { makeSelector, type Selector } from "./selector.ts";

const MAX_QUERY_LENGTH = 8192;
const DECIMAL = /^(?:\d+(?:\.\d+)?|\.\d+)$/;

type Side = "part" | "total";
type Path = readonly (string | number)[];
type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly QueryProblem[] };

const problem = (path: Path, message: string, offset?: number): { ok: false; problems: readonly QueryProblem[] } => ({
  ok: false,
  problems: [offset === undefined ? { path, message } : { path, message, offset }],
});

function textField(value: JsonValue | undefined, path: Path): Result<string> {
  if (typeof value !== "string" || value.trim() === "") return problem(path, "must be a PromQL text");
  if (value.length > MAX_QUERY_LENGTH) return problem(path, `is ${value.length} characters long; at most ${MAX_QUERY_LENGTH} are allowed`);
  return { ok: true, value };
}

function unknownFields(query: MetricQuery, side: Side, allowed: readonly string[]): readonly QueryProblem[] {
  const extra = Object.keys(query.spec).filter((key) => !allowed.includes(key));
  return extra.map((key) => ({ path: [side, "spec", key], message: `is not a field of this query; known are ${allowed.join(", ")}` }));
}

function selectorField(query: MetricQuery, side: Side, field: "query" | "histogram"): Result<Selector> {
  const path = [side, "spec", field];
  const text = textField(query.spec[field], path);
  if (!text.ok) return text;
  const parsed: ParsedSelector = field === "query" ? parseCounterSelector(text.value) : parseHistogramSelector(text.value);
  return parsed.ok ? { ok: true, value: parsed.selector } : problem(path, parsed.problem.message, parsed.problem.offset);
}

const isBoundaryMode = (value: JsonValue): value is BoundaryMode => BOUNDARY_MODES.some((mode) => mode === value);

function latencyPart(query: MetricQuery): Result<CounterPart> {
  const buckets = selectorField(query, "part", "histogram");
  if (!buckets.ok) return buckets;
  const { threshold, boundary = "lower" } = query.spec;
  const decimal = typeof threshold === "number" ? String(threshold) : threshold;
  if (typeof decimal !== "string" || !DECIMAL.test(decimal) || Number(decimal) === 0) {
    return problem(["part", "spec", "threshold"], 'must be a positive decimal in the unit of the histogram, such as "0.3"');
  }
  if (!isBoundaryMode(boundary)) return problem(["part", "spec", "boundary"], `must be one of ${BOUNDARY_MODES.join(", ")}`);
  return { ok: true, value: { kind: "latency", buckets: buckets.value, threshold: decimal, boundary } };
}

function counterPart(indicator: Indicator): Result<CounterPart> {
  const { part } = indicator;
  if (!("histogram" in part.spec)) {
    const extra = unknownFields(part, "part", ["query"]);
    if (extra.length > 0) return { ok: false, problems: extra };
    const selector = selectorField(part, "part", "query");
    return selector.ok ? { ok: true, value: { kind: "counter", selector: selector.value } } : selector;
  }
  const extra = unknownFields(part, "part", ["histogram", "threshold", "boundary"]);
  if (extra.length > 0) return { ok: false, problems: extra };
  if (indicator.numerator === "bad")
    return problem(["part", "spec", "histogram"], "counts the fast events, so it must stand under good, not under bad");
  return latencyPart(part);
}

function totalSelector({ total }: Indicator): Result<Selector> {
  const byHistogram = "histogram" in total.spec;
  const extra = unknownFields(total, "total", byHistogram ? ["histogram"] : ["query"]);
  if (extra.length > 0) return { ok: false, problems: extra };
  const selector = selectorField(total, "total", byHistogram ? "histogram" : "query");
  if (!selector.ok || !byHistogram) return selector;
  return { ok: true, value: makeSelector(selector.value.metric, [...selector.value.matchers, { label: "le", op: "=", value: "+Inf" }]) };
}

function expressionField(query: MetricQuery, side: Side): Result<string> {
  const extra = unknownFields(query, side, ["query"]);
  if (extra.length > 0) return { ok: false, problems: extra };
  const path = [side, "spec", "query"];
  const text = textField(query.spec.query, path);
  if (!text.ok) return text;
  const parsed = parsePromql(text.value);
  if (!parsed.ok) return problem(path, parsed.problem.message, parsed.problem.offset);
  if (["MatrixSelector", "StringLiteral", "SubqueryExpr"].includes(parsed.root.name)) {
    return problem(path, "must give one value per minute, such as sum(increase(http_requests_total[1m]))", parsed.root.from);
  }
  return text;
}

function both<Part, Total>(part: Result<Part>, total: Result<Total>): Result<{ part: Part; total: Total }> {
  if (part.ok && total.ok) return { ok: true, value: { part: part.value, total: total.value } };
  return { ok: false, problems: [...(part.ok ? [] : part.problems), ...(total.ok ? [] : total.problems)] };
}

/**
 * Turns an indicator of this source into its query. With `counter` true both sides are selectors of cumulative counters (or a
 * histogram and a threshold), with false each side is PromQL that answers, at every whole minute, the events of the minute before.
 */
export function parsePrometheusIndicator(indicator: Indicator): Parsed<PrometheusQuery> {
  if (indicator.part.source !== indicator.total.source) {
    return problem(
      ["total", "source"],
      `must be the source of the other metric, "${indicator.part.source}": both have to come from one answer`,
    );
  }
  const { numerator } = indicator;
  if (!indicator.counter) {
    const sides = both(expressionField(indicator.part, "part"), expressionField(indicator.total, "total"));
    return sides.ok ? { ok: true, value: toQuery({ kind: "expressions", numerator, ...sides.value }, normalisePromql) } : sides;
  }
  const sides = both(counterPart(indicator), totalSelector(indicator));
  return sides.ok ? { ok: true, value: toQuery({ kind: "counters", numerator, ...sides.value }, normalisePromql) } : sides;
}
