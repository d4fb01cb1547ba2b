import type { SyntaxNode } from "@lezer/common";
import { toBoundaryText } from "./boundary.ts";
import { parsePromqlString } from "./promql-string.ts";
import { childrenOf, expressionOf, type PromqlProblem, parsePromql, placeInText } from "./promql-syntax.ts";
import { type Matcher, type MatchOp, makeSelector, type Selector } from "./selector.ts";
import { findRegexProblem } from "./series-match.ts";

export type ParsedSelector = { readonly ok: true; readonly selector: Selector } | { readonly ok: false; readonly problem: PromqlProblem };

interface Source {
  readonly text: string;
  /** What the text selects: `histogram` names one instead of one of its series, `gauge` is any series that is not added up. */
  readonly of: "counter" | "histogram" | "gauge";
}

const fail = (source: Source, node: { readonly from: number }, message: string): ParsedSelector => ({
  ok: false,
  problem: { offset: node.from, message: `${placeInText(source.text, node.from)}: ${message}` },
});

const textOf = (source: Source, node: SyntaxNode): string => source.text.slice(node.from, node.to);

const DIFFERENCES_ITSELF = "with counter: true, Solvent takes the differences of the counter itself";

function refuseFunction(source: Source, node: SyntaxNode): ParsedSelector {
  const name = node.firstChild === null ? "a function" : textOf(source, node.firstChild);
  return fail(
    source,
    node,
    `remove ${name}(...): ${DIFFERENCES_ITSELF}; or set counter: false if the query already gives events per minute`,
  );
}

function unwrapAggregation(source: Source, node: SyntaxNode): ParsedSelector {
  const [operator, ...rest] = childrenOf(node);
  if (operator === undefined || textOf(source, operator) !== "sum") {
    const name = operator === undefined ? "this aggregation" : textOf(source, operator);
    return fail(source, node, `${name}(...) cannot be counted: ${DIFFERENCES_ITSELF}, and only sum(...) may stand around it`);
  }
  const modifier = rest.find((child) => child.name === "AggregateModifier");
  const labels = modifier?.getChild("GroupingLabels");
  const isPlain = modifier === undefined || (modifier.firstChild?.name === "By" && labels != null && labels.firstChild === null);
  if (!isPlain)
    return fail(
      source,
      modifier,
      "remove the grouping: the query must give one total, and an objective per group needs a matcher per group",
    );
  const body = rest.find((child) => child.name === "FunctionCallBody");
  const inner = body === undefined ? null : expressionOf(body);
  return inner === null ? fail(source, node, "sum(...) needs a selector inside") : selectorOf(source, inner);
}

const REFUSALS: Readonly<Record<string, string>> = {
  MatrixSelector: `remove the range in square brackets: ${DIFFERENCES_ITSELF}`,
  SubqueryExpr: `remove the sub-query: ${DIFFERENCES_ITSELF}`,
  OffsetExpr: "remove the offset: a minute is counted when it happened",
  StepInvariantExpr: "remove the @ modifier: every minute is read at its own time",
  BinaryExpr: "only one selector can be counted; for arithmetic between metrics set counter: false",
};

function selectorOf(source: Source, node: SyntaxNode): ParsedSelector {
  switch (node.name) {
    case "VectorSelector":
      return vectorSelector(source, node);
    case "ParenExpr": {
      const inner = expressionOf(node);
      return inner === null ? fail(source, node, "the parentheses are empty") : selectorOf(source, inner);
    }
    default:
      return source.of === "gauge" ? refuseForGauge(source, node) : fromExpression(source, node);
  }
}

function fromExpression(source: Source, node: SyntaxNode): ParsedSelector {
  if (node.name === "AggregateExpr") return unwrapAggregation(source, node);
  if (node.name === "FunctionCall") return refuseFunction(source, node);
  return fail(source, node, REFUSALS[node.name] ?? 'expected a selector such as http_requests_total{job="shop"}');
}

/** Aggregations that a query of values names beside its selector. */
export const AGGREGATES = ["min", "max", "avg", "sum"] as const;
export type Aggregate = (typeof AGGREGATES)[number];

function refuseForGauge(source: Source, node: SyntaxNode): ParsedSelector {
  const operator = node.name === "AggregateExpr" ? node.firstChild : null;
  const aggregate = operator === null ? undefined : AGGREGATES.find((one) => one === textOf(source, operator));
  if (aggregate !== undefined) return fail(source, node, `remove ${aggregate}(...) and add aggregate: ${aggregate} beside the query`);
  return fail(source, node, 'expected a selector such as queue_length{job="shop"}: this source evaluates no expressions');
}

type ParsedMatcher = { readonly ok: true; readonly matcher: Matcher } | { readonly ok: false; readonly problem: PromqlProblem };

function stringOf(source: Source, literal: SyntaxNode): { ok: true; value: string } | { ok: false; problem: PromqlProblem } {
  const parsed = parsePromqlString(textOf(source, literal));
  if (parsed.ok) return parsed;
  const offset = literal.from + 1 + parsed.offset;
  return { ok: false, problem: { offset, message: `${placeInText(source.text, offset)}: invalid escape in a string` } };
}

function matcherOf(source: Source, node: SyntaxNode): ParsedMatcher {
  const [name, op, literal] = childrenOf(node);
  if (name === undefined || op === undefined || literal === undefined) throw new Error(`not a matcher: ${node.name}`);
  const nameLiteral = name.name === "QuotedLabelName" ? name.firstChild : null;
  const label = nameLiteral === null ? { ok: true as const, value: textOf(source, name) } : stringOf(source, nameLiteral);
  if (!label.ok) return label;
  const value = stringOf(source, literal);
  if (!value.ok) return value;
  const matcher = { label: label.value, op: textOf(source, op) as MatchOp, value: value.value };
  const problem = matcher.op === "=~" || matcher.op === "!~" ? findRegexProblem(matcher.value) : null;
  if (problem === null) return { ok: true, matcher };
  return { ok: false, problem: { offset: literal.from, message: `${placeInText(source.text, literal.from)}: ${problem}` } };
}

function vectorSelector(source: Source, node: SyntaxNode): ParsedSelector {
  const names: string[] = [];
  const matchers: Matcher[] = [];
  const identifier = node.getChild("Identifier");
  if (identifier !== null) names.push(textOf(source, identifier));
  for (const child of childrenOf(node.getChild("LabelMatchers") ?? node)) {
    if (child.name === "QuotedLabelName" && child.firstChild !== null) {
      const name = stringOf(source, child.firstChild);
      if (!name.ok) return name;
      names.push(name.value);
    } else if (child.name.endsWith("LabelMatcher")) {
      const parsed = matcherOf(source, child);
      if (!parsed.ok) return parsed;
      matchers.push(parsed.matcher);
    }
  }
  return namedSelector(source, node, { names, matchers });
}

function namedSelector(source: Source, node: SyntaxNode, found: { names: string[]; matchers: Matcher[] }): ParsedSelector {
  const byName = found.matchers.filter((matcher) => matcher.label === "__name__");
  const rest = found.matchers.filter((matcher) => matcher.label !== "__name__");
  const names = [...found.names, ...byName.filter((matcher) => matcher.op === "=").map((matcher) => matcher.value)];
  const [metric] = names;
  if (metric === undefined || metric === "" || names.length > 1 || byName.some((matcher) => matcher.op !== "=")) {
    return fail(source, node, 'the selector must name exactly one metric, as in http_requests_total{job="shop"}');
  }
  return countable(source, node, makeSelector(metric, rest));
}

const oneSpelling = (matcher: Matcher): Matcher =>
  matcher.label === "le" ? { ...matcher, value: toBoundaryText(matcher.value) } : matcher;

/** A cumulative bucket counts an event once per boundary above it, so without `le` the sum would be meaningless. */
function countable(source: Source, node: SyntaxNode, selector: Selector): ParsedSelector {
  const boundary = selector.matchers.find((matcher) => matcher.label === "le");
  if (source.of === "gauge") return { ok: true, selector };
  if (source.of === "histogram") {
    if (boundary !== undefined) return fail(source, node, "remove le: the threshold chooses the boundary");
    return { ok: true, selector: makeSelector(`${selector.metric.replace(/_bucket$/, "")}_bucket`, selector.matchers) };
  }
  if (!selector.metric.endsWith("_bucket")) return { ok: true, selector };
  if (boundary?.op === "=") return { ok: true, selector: makeSelector(selector.metric, selector.matchers.map(oneSpelling)) };
  return fail(
    source,
    node,
    `${selector.metric} counts an event once per boundary: choose one with le="...", or give histogram and threshold instead`,
  );
}

/**
 * Reads the query of a counter: a plain selector of one metric, optionally inside sum(...). Everything that would difference,
 * shift or combine counters before Solvent sees them is refused with what to do instead.
 */
export function parseCounterSelector(text: string): ParsedSelector {
  const parsed = parsePromql(text);
  return parsed.ok ? selectorOf({ text, of: "counter" }, parsed.root) : parsed;
}

/** Selector of a histogram's buckets, without `le`; the text may name the histogram or its `_bucket` series. */
export function parseHistogramSelector(text: string): ParsedSelector {
  const parsed = parsePromql(text);
  return parsed.ok ? selectorOf({ text, of: "histogram" }, parsed.root) : parsed;
}

/** Selector of series whose values are looked at one by one: a plain selector of one metric. */
export function parseGaugeSelector(text: string): ParsedSelector {
  const parsed = parsePromql(text);
  return parsed.ok ? selectorOf({ text, of: "gauge" }, parsed.root) : parsed;
}
