import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { anchoredIncrease, extrapolatedIncrease } from "./increase.ts";
import { addHistograms, fractionBetween, histogramAt, type SimulatedHistogram } from "./native-histogram.ts";
import type { SimulatedSeries } from "./series.ts";
import { type IsHidden, LOOKBACK_MS, type Sample, type SimMatcher, sampleAt, samplesBetween, type World } from "./world.ts";

/**
 * A small evaluator of PromQL, written from the documented behaviour of the language: selectors with ranges and offsets, a few
 * range functions, aggregations, comparisons, subtraction, addition and the set operators with `on`. Anything else is refused.
 */
export class PromqlError extends Error {
  override readonly name = "PromqlError";
}

type Labels = Readonly<Record<string, string>>;
export interface Element {
  readonly labels: Labels;
  readonly value: number;
  /** In place of the value, where the sample is a native histogram. */
  readonly histogram?: SimulatedHistogram;
}
export type Value =
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "vector"; readonly elements: readonly Element[] };

interface Context {
  readonly world: World;
  readonly text: string;
  readonly timeMs: number;
  /** Ranges exclude their left end, as from Prometheus 3.0 on. */
  readonly leftOpen: boolean;
  readonly anchored: boolean;
  readonly isHidden: IsHidden;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

export function durationMs(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const parts = [...text.matchAll(/(\d+)(ms|[smhdw])/g)];
  if (parts.length === 0) throw new PromqlError(`invalid duration ${text}`);
  return sign * parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ""] ?? 0), 0);
}

const children = (node: SyntaxNode): SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
};
const textOf = (context: { text: string }, node: SyntaxNode): string => context.text.slice(node.from, node.to);

function need(node: SyntaxNode | null | undefined, what: string): SyntaxNode {
  if (node === null || node === undefined) throw new PromqlError(`expected ${what}`);
  return node;
}

const unquote = (literal: string): string =>
  literal.startsWith("`")
    ? literal.slice(1, -1)
    : literal.slice(1, -1).replace(/\\(.)/g, (_, char: string) => ({ n: "\n", t: "\t", r: "\r" })[char] ?? char);

export function matchersOf(context: { text: string }, selector: SyntaxNode): SimMatcher[] {
  const matchers: SimMatcher[] = [];
  const identifier = selector.getChild("Identifier");
  if (identifier !== null) matchers.push({ label: "__name__", op: "=", value: textOf(context, identifier) });
  for (const node of children(selector.getChild("LabelMatchers") ?? selector)) {
    if (!node.name.endsWith("LabelMatcher")) continue;
    const [name, op, literal] = children(node);
    const label = textOf(context, need(name, "a label"));
    matchers.push({
      label: label.startsWith('"') ? unquote(label) : label,
      op: textOf(context, need(op, "an operator")) as SimMatcher["op"],
      value: unquote(textOf(context, need(literal, "a string"))),
    });
  }
  return matchers;
}

/** A selector with its range and offset, as it appears under a function or alone. */
interface Selection {
  readonly series: readonly SimulatedSeries[];
  readonly rangeMs: number | null;
  readonly offsetMs: number;
}

function selectionOf(context: Context, node: SyntaxNode): Selection | null {
  if (node.name === "VectorSelector") return { series: context.world.select(matchersOf(context, node)), rangeMs: null, offsetMs: 0 };
  const inner =
    node.firstChild === null
      ? null
      : node.name === "MatrixSelector" || node.name === "OffsetExpr"
        ? selectionOf(context, node.firstChild)
        : null;
  if (inner === null) return null;
  if (node.name === "MatrixSelector")
    return { ...inner, rangeMs: durationMs(textOf(context, need(node.getChild("DurationExpr"), "a range"))) };
  return { ...inner, offsetMs: durationMs(textOf(context, need(node.getChild("OffsetDurationExpr"), "an offset")).replaceAll(" ", "")) };
}

const withoutName = ({ __name__: _, ...labels }: Labels): Labels => labels;

export function rangeSamples(context: Context, selection: Selection): { labels: Labels; samples: Sample[] }[] {
  const toMs = context.timeMs - selection.offsetMs;
  const window = { fromMs: toMs - (selection.rangeMs ?? 0), toMs, leftOpen: context.leftOpen };
  return selection.series
    .map((series) => ({ labels: series.labels, samples: samplesBetween(series, window).filter(({ timeMs }) => !context.isHidden(timeMs)) }))
    .filter(({ samples }) => samples.length > 0);
}

const countResets = (samples: readonly Sample[]): number =>
  samples.filter((sample, index) => sample.value < (samples[index - 1]?.value ?? 0)).length;

const OVER_TIME: Readonly<Record<string, (samples: readonly Sample[]) => number>> = {
  last_over_time: (samples) => samples.at(-1)?.value ?? Number.NaN,
  count_over_time: (samples) => samples.length,
  resets: countResets,
  changes: (samples) => samples.filter((sample, index) => index > 0 && sample.value !== samples[index - 1]?.value).length,
};

/** What a function makes of native histograms; samples that are none give nothing. */
function ofHistograms(context: Context, node: SyntaxNode, compute: (element: Element) => number): Value {
  const histograms = vectorOf(evaluateNode(context, node)).filter(({ histogram }) => histogram !== undefined);
  return { kind: "vector", elements: histograms.map((one) => ({ labels: withoutName(one.labels), value: compute(one) })) };
}

/** Only the form that sets a constant: `label_replace(v, "label", "value", "", "")`. */
function labelReplace(context: Context, parameters: readonly SyntaxNode[]): Value {
  const [vector, ...texts] = parameters;
  const [label = "", value = "", source, pattern] = texts.map((literal) => unquote(textOf(context, literal)));
  if (source !== "" || pattern !== "") throw new PromqlError("label_replace() of this form is not simulated");
  const elements = vectorOf(evaluateNode(context, need(vector, "a vector")));
  return { kind: "vector", elements: elements.map((one) => ({ ...one, labels: { ...one.labels, [label]: value } })) };
}

/** Of a range, or of an anchored one where the server knows these. */
function increase(context: Context, node: SyntaxNode): Value {
  const isAnchored = node.name === "AnchoredExpr";
  if (isAnchored && !context.anchored) throw new PromqlError('parse error: unexpected identifier "anchored"');
  const selection = selectionOf(context, isAnchored ? need(node.firstChild, "a range") : node);
  if (selection?.rangeMs == null) throw new PromqlError("increase() needs a range");
  const endMs = context.timeMs - selection.offsetMs;
  const startMs = endMs - selection.rangeMs;
  const seen = rangeSamples(context, isAnchored ? { ...selection, rangeMs: selection.rangeMs + LOOKBACK_MS } : selection);
  const elements = seen.flatMap(({ labels, samples }) => {
    const value = isAnchored ? anchoredIncrease(samples, startMs) : extrapolatedIncrease(samples, { startMs, endMs });
    return value === null ? [] : [{ labels: withoutName(labels), value }];
  });
  return { kind: "vector", elements };
}

function callFunction(context: Context, node: SyntaxNode): Value {
  const name = textOf(context, need(node.firstChild, "a function"));
  const argument = node.getChild("FunctionCallBody")?.firstChild ?? null;
  if (name === "time") return { kind: "scalar", value: context.timeMs / 1000 };
  const body = need(argument, "an argument");
  const parameters = children(need(node.getChild("FunctionCallBody"), "a body"));
  if (name === "label_replace") return labelReplace(context, parameters);
  if (name === "histogram_count") return ofHistograms(context, body, ({ value }) => value);
  if (name === "histogram_fraction") {
    const [lower, upper, histograms] = parameters;
    const [from, to] = [lower, upper].map((bound) => scalarOf(evaluateNode(context, need(bound, "a boundary"))));
    return ofHistograms(context, need(histograms, "histograms"), ({ histogram }) =>
      histogram === undefined ? Number.NaN : fractionBetween(histogram, from ?? 0, to ?? 0),
    );
  }
  if (name === "increase") return increase(context, body);
  if (name === "vector") return { kind: "vector", elements: [{ labels: {}, value: scalarOf(evaluateNode(context, body)) }] };
  const selection = selectionOf(context, body);
  if (selection === null) throw new PromqlError(`${name}() of this argument is not simulated`);
  if (name === "timestamp")
    return {
      kind: "vector",
      elements: instantSamples(context, selection, (sample) => sample.timeMs / 1000).map(({ labels, value }) => ({
        labels: withoutName(labels),
        value,
      })),
    };
  const overTime = OVER_TIME[name];
  if (overTime === undefined) throw new PromqlError(`unknown function ${name}`);
  const keepsName = name === "last_over_time";
  const elements = rangeSamples(context, selection).map(({ labels, samples }) => ({
    labels: keepsName ? labels : withoutName(labels),
    value: overTime(samples),
  }));
  return { kind: "vector", elements };
}

function instantSamples(context: Context, selection: Selection, pick: (sample: Sample) => number): Element[] {
  const elements: Element[] = [];
  for (const series of selection.series) {
    const sample = sampleAt(series, context.timeMs - selection.offsetMs, context.isHidden);
    if (sample === null) continue;
    const histogram = histogramAt(series, sample.timeMs);
    elements.push({ labels: series.labels, value: pick(sample), ...(histogram === null ? {} : { histogram }) });
  }
  return elements;
}

function groupingLabels(context: Context, clause: SyntaxNode | null): string[] | null {
  const labels = clause?.getChild("GroupingLabels");
  return labels == null ? null : labels.getChildren("LabelName").map((label) => textOf(context, label));
}

const signature = (labels: Labels, on: readonly string[] | null): string =>
  on === null
    ? JSON.stringify(Object.entries(withoutName(labels)).sort(([left], [right]) => (left < right ? -1 : 1)))
    : JSON.stringify(on.map((label) => labels[label] ?? ""));

const AGGREGATES: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  count: (values) => values.length,
  group: () => 1,
  max: (values) => values.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY),
  avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  min: (values) => values.reduce((best, value) => Math.min(best, value), Number.POSITIVE_INFINITY),
};

function aggregate(context: Context, node: SyntaxNode): Value {
  const operator = textOf(context, need(node.getChild("AggregateOp"), "an aggregation"));
  const by = groupingLabels(context, node.getChild("AggregateModifier")) ?? [];
  const parameters = children(need(node.getChild("FunctionCallBody"), "a body"));
  const elements = vectorOf(evaluateNode(context, need(parameters.at(-1), "a body")));
  if (operator === "topk")
    return {
      kind: "vector",
      elements: [...elements]
        .sort((left, right) => right.value - left.value)
        .slice(0, Number(textOf(context, need(parameters[0], "a number")))),
    };
  const combine = AGGREGATES[operator];
  if (combine === undefined) throw new PromqlError(`aggregation ${operator} is not simulated`);
  const groups = new Map<string, { labels: Labels; values: number[]; histograms: SimulatedHistogram[] }>();
  for (const { labels, value, histogram } of elements) {
    const key = signature(labels, by);
    const group = groups.get(key) ?? {
      labels: Object.fromEntries(by.flatMap((label) => (labels[label] === undefined ? [] : [[label, labels[label]]]))),
      values: [],
      histograms: [],
    };
    group.values.push(value);
    if (histogram !== undefined) group.histograms.push(histogram);
    groups.set(key, group);
  }
  return {
    kind: "vector",
    elements: [...groups.values()].map(({ labels, values, histograms }) => ({
      labels,
      value: combine(values),
      ...(operator === "sum" && histograms.length > 0 ? { histogram: addHistograms(histograms) } : {}),
    })),
  };
}

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  "-": (left, right) => left - right,
  "+": (left, right) => left + right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};
const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  "==": (left, right) => left === right,
};

function setOperation(
  operator: string,
  [left, right]: readonly [readonly Element[], readonly Element[]],
  on: readonly string[] | null,
): readonly Element[] {
  const keys = new Set((operator === "or" ? left : right).map(({ labels }) => signature(labels, on)));
  if (operator === "or") return [...left, ...right.filter(({ labels }) => !keys.has(signature(labels, on)))];
  return left.filter(({ labels }) => keys.has(signature(labels, on)) === (operator === "and"));
}

function combinePair(operator: string, left: Element, right: number): Element[] {
  const compare = COMPARISONS[operator];
  if (compare !== undefined) return compare(left.value, right) ? [left] : [];
  const compute = ARITHMETIC[operator];
  if (compute === undefined) throw new PromqlError(`operator ${operator} is not simulated`);
  return [{ labels: withoutName(left.labels), value: compute(left.value, right) }];
}

function binary(context: Context, node: SyntaxNode): Value {
  const parts = children(node).filter((child) => child.name !== "BoolModifier");
  const [leftNode, operatorNode] = parts;
  const operator = textOf(context, need(operatorNode, "an operator"));
  const on = groupingLabels(context, node.getChild("MatchingModifierClause"));
  const left = evaluateNode(context, need(leftNode, "a left side"));
  const right = evaluateNode(context, need(parts.at(-1), "a right side"));
  if (["and", "or", "unless"].includes(operator))
    return { kind: "vector", elements: setOperation(operator, [vectorOf(left), vectorOf(right)], on) };
  if (left.kind === "scalar" && right.kind === "scalar")
    return { kind: "scalar", value: combinePair(operator, { labels: {}, value: left.value }, right.value)[0]?.value ?? Number.NaN };
  if (right.kind === "scalar")
    return { kind: "vector", elements: vectorOf(left).flatMap((element) => combinePair(operator, element, right.value)) };
  if (left.kind === "scalar") {
    const compute = ARITHMETIC[operator];
    if (compute === undefined) throw new PromqlError("a comparison with a scalar on the left is not simulated");
    const elements = right.elements.map(({ labels, value }) => ({ labels: withoutName(labels), value: compute(left.value, value) }));
    return { kind: "vector", elements };
  }
  const byKey = new Map(right.elements.map((element) => [signature(element.labels, on), element.value]));
  return {
    kind: "vector",
    elements: left.elements.flatMap((element) => {
      const other = byKey.get(signature(element.labels, on));
      return other === undefined ? [] : combinePair(operator, element, other);
    }),
  };
}

const scalarOf = (value: Value): number => {
  if (value.kind === "scalar") return value.value;
  throw new PromqlError("expected a scalar");
};
const vectorOf = (value: Value): readonly Element[] => {
  if (value.kind === "vector") return value.elements;
  throw new PromqlError("expected a vector");
};

function evaluateNode(context: Context, node: SyntaxNode): Value {
  switch (node.name) {
    case "ParenExpr":
      return evaluateNode(context, need(node.firstChild, "an expression"));
    case "NumberDurationLiteral":
      return { kind: "scalar", value: Number(textOf(context, node)) };
    case "FunctionCall":
      return callFunction(context, node);
    case "AggregateExpr":
      return aggregate(context, node);
    case "BinaryExpr":
      return binary(context, node);
    default: {
      const selection = selectionOf(context, node);
      if (selection === null || selection.rangeMs !== null) throw new PromqlError(`expression ${node.name} is not simulated`);
      return { kind: "vector", elements: instantSamples(context, selection, (sample) => sample.value) };
    }
  }
}

function rootOf(text: string): SyntaxNode {
  const tree = parser.parse(text);
  let errorAt: number | null = null;
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) errorAt ??= node.from;
    },
  });
  if (errorAt !== null) throw new PromqlError(`1:${errorAt + 1}: parse error: unexpected input`);
  return need(tree.topNode.firstChild, "an expression");
}

/** Evaluates a query at an instant. A range selector alone gives its samples. */
export function evaluate(context: Context): Value | { readonly kind: "matrix"; readonly series: { labels: Labels; samples: Sample[] }[] } {
  const root = rootOf(context.text);
  const selection = selectionOf(context, root);
  if (selection !== null && selection.rangeMs !== null) return { kind: "matrix", series: rangeSamples(context, selection) };
  return evaluateNode(context, root);
}

/** The matchers of a plain selector. */
export function parseMatchers(text: string): SimMatcher[] {
  const root = rootOf(text);
  if (root.name !== "VectorSelector") throw new PromqlError(`${text} is not a selector`);
  return matchersOf({ text }, root);
}
