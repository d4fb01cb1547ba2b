import {
  BOUNDARY_MODES,
  type BoundaryMode,
  fractionToText,
  type JsonValue,
  type MetricQuery,
  type RatioIndicator,
  type Threshold,
  type ThresholdIndicator,
  toThreshold,
} from "@solvent/domain";
import type { Parsed, QueryProblem } from "../source.ts";
import type { CounterPart } from "./counter-part.ts";
import { type ParsedSelector, parseCounterSelector, parseGaugeSelector, parseHistogramSelector } from "./counter-selector.ts";
import { makeSelector, type Selector } from "./selector.ts";

const MAX_QUERY_LENGTH = 8192;
const DECIMAL = /^(?:\d+(?:\.\d+)?|\.\d+)$/;

export type Side = "part" | "total" | "metric";
type Path = readonly (string | number)[];

export const problem = (path: Path, message: string, offset?: number): { ok: false; problems: readonly QueryProblem[] } => ({
  ok: false,
  problems: [offset === undefined ? { path, message } : { path, message, offset }],
});

export function textField(value: JsonValue | undefined, path: Path): Parsed<string> {
  if (typeof value !== "string" || value.trim() === "") return problem(path, "must be a PromQL text");
  if (value.length > MAX_QUERY_LENGTH) return problem(path, `is ${value.length} characters long; at most ${MAX_QUERY_LENGTH} are allowed`);
  return { ok: true, value };
}

/** Fields that the query of this side may not have. */
export function unknownFields(query: MetricQuery, side: Side, allowed: readonly string[]): readonly QueryProblem[] {
  const extra = Object.keys(query.spec).filter((key) => !allowed.includes(key));
  return extra.map((key) => ({ path: [side, "spec", key], message: `is not a field of this query; known are ${allowed.join(", ")}` }));
}

function parseSelector(text: string, side: Side, field: "query" | "histogram"): ParsedSelector {
  if (field === "histogram") return parseHistogramSelector(text);
  return side === "metric" ? parseGaugeSelector(text) : parseCounterSelector(text);
}

/** A selector in the words of the query language, or of a histogram's name. */
export function selectorField(query: MetricQuery, side: Side, field: "query" | "histogram"): Parsed<Selector> {
  const path = [side, "spec", field];
  const text = textField(query.spec[field], path);
  if (!text.ok) return text;
  const parsed = parseSelector(text.value, side, field);
  return parsed.ok ? { ok: true, value: parsed.selector } : problem(path, parsed.problem.message, parsed.problem.offset);
}

const isBoundaryMode = (value: JsonValue): value is BoundaryMode => BOUNDARY_MODES.some((mode) => mode === value);

function latencyPart(query: MetricQuery): Parsed<CounterPart> {
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

/** What is counted as good or bad: a counter, or a histogram with a threshold. */
function counterPart(indicator: RatioIndicator): Parsed<CounterPart> {
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

/** A counter, or all events of a histogram. */
function totalSelector({ total }: RatioIndicator): Parsed<Selector> {
  const byHistogram = "histogram" in total.spec;
  const extra = unknownFields(total, "total", byHistogram ? ["histogram"] : ["query"]);
  if (extra.length > 0) return { ok: false, problems: extra };
  const selector = selectorField(total, "total", byHistogram ? "histogram" : "query");
  if (!selector.ok || !byHistogram) return selector;
  return { ok: true, value: makeSelector(selector.value.metric, [...selector.value.matchers, { label: "le", op: "=", value: "+Inf" }]) };
}

/** Two values, or the problems of both. */
export function pair<A, B>(first: Parsed<A>, second: Parsed<B>): Parsed<readonly [A, B]> {
  if (first.ok && second.ok) return { ok: true, value: [first.value, second.value] };
  return { ok: false, problems: [...(first.ok ? [] : first.problems), ...(second.ok ? [] : second.problems)] };
}

/** Both sides of a ratio, or the problems of both. */
export function both<Part, Total>(part: Parsed<Part>, total: Parsed<Total>): Parsed<{ part: Part; total: Total }> {
  const sides = pair(part, total);
  return sides.ok ? { ok: true, value: { part: sides.value[0], total: sides.value[1] } } : sides;
}

/** Both metrics must name one source: they have to come from one answer. */
export function oneSource({ part, total }: RatioIndicator): Parsed<null> {
  if (part.source === total.source) return { ok: true, value: null };
  return problem(["total", "source"], `must be the source of the other metric, "${part.source}": both have to come from one answer`);
}

/** An indicator of cumulative counters: a selector each, or a histogram and a threshold. */
export const counterSides = (indicator: RatioIndicator): Parsed<{ part: CounterPart; total: Selector }> =>
  both(counterPart(indicator), totalSelector(indicator));

/** What the values of an indicator are compared with. */
export function thresholdField(indicator: ThresholdIndicator): Parsed<Threshold> {
  try {
    return { ok: true, value: toThreshold(indicator) };
  } catch (error) {
    if (error instanceof RangeError) return problem(["value"], 'must be a decimal number, such as "0.3"');
    throw error;
  }
}

/** Equal for comparisons that no value tells apart. */
export const canonicalThreshold = ({ operator, limit, of }: Threshold): readonly string[] => [operator, fractionToText(limit), of];
