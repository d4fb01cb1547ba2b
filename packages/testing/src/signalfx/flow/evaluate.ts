import type { StoredMts } from "../model.ts";
import type { MtsStore } from "../store.ts";
import { parseFlow } from "./parse.ts";
import { type Aggregate, aggregate, calculate, type FlowSeries, type FlowStream, filled, type Rollup, seriesOf } from "./streams.ts";
import { type Arg, FlowError, type Node } from "./syntax.ts";

interface FlowFilter {
  readonly kind: "filter";
  /** A value that all matching series have, so that not all series need be looked at. */
  readonly only: readonly [dimension: string, value: string] | null;
  readonly matches: (mts: StoredMts) => boolean;
}

interface FlowList {
  readonly kind: "list";
  readonly items: readonly Value[];
}

type Value = FlowStream | FlowFilter | FlowList | string | number | boolean | null;

export interface PublishedStream {
  readonly label: string | null;
  readonly series: readonly FlowSeries[];
}

/** What the service remarks on a program before it runs. */
export interface FlowNote {
  readonly code: string;
  readonly contents: Readonly<Record<string, unknown>>;
}

export interface Evaluated {
  readonly published: readonly PublishedStream[];
  readonly inputSeries: number;
  readonly queries: number;
  readonly notes: readonly FlowNote[];
}

export interface FlowWorld {
  readonly store: Pick<MtsStore, "all" | "having">;
  readonly stepMs: number;
  /** Series that one data() takes at most. */
  readonly maxInputSeries: number;
}

const MAX_QUERIES = 200;
const ROLLUPS: readonly string[] = ["sum", "delta", "rate", "average", "latest", "min", "max", "count"];
const AGGREGATES: readonly string[] = ["sum", "mean", "min", "max", "count"];
const EXTRAPOLATIONS: readonly string[] = ["null", "zero"];

const isStream = (value: Value): value is FlowStream => typeof value === "object" && value?.kind === "stream";
const isFilter = (value: Value): value is FlowFilter => typeof value === "object" && value?.kind === "filter";

/** `*` stands for any text. */
function toPattern(text: string): (value: string) => boolean {
  if (!text.includes("*")) return (value) => value === text;
  const pattern = new RegExp(
    `^${text
      .split("*")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "s",
  );
  return (value) => pattern.test(value);
}

const propertyOf = (mts: StoredMts, name: string): string | undefined => (name === "sf_metric" ? mts.metric : mts.dimensions[name]);

/** Runs a program over the series of a world. Throws FlowError. */
export function evaluateFlow(text: string, world: FlowWorld): Evaluated {
  const names = new Map<string, Value>();
  const published: PublishedStream[] = [];
  const notes: FlowNote[] = [];
  let [inputSeries, queries] = [0, 0];

  const invalid = (message: string, node: Node): never => {
    throw new FlowError("ANALYTICS_PROGRAM_INVALID_ARGUMENT", message, node);
  };

  /** Arguments by name; those without one take the names in their order. */
  function named(args: readonly Arg[], order: readonly string[], node: Node): ReadonlyMap<string, Value> {
    const values = new Map<string, Value>();
    for (const [index, { name, value }] of args.entries()) {
      const known = name ?? order[index];
      if (known === undefined || !order.includes(known)) return invalid(`unexpected argument ${name ?? index + 1}`, node);
      values.set(known, evaluate(value));
    }
    return values;
  }

  function textsOf(value: Value | undefined, node: Node): string[] {
    if (value === undefined || value === null) return [];
    const items = typeof value === "object" && value.kind === "list" ? value.items : [value];
    return items.map((item) => (typeof item === "string" ? item : invalid("expected a text", node)));
  }

  function filter(args: readonly Arg[], node: Node): FlowFilter {
    const values = args.filter(({ name }) => name === null).map(({ value }) => evaluate(value));
    const [property, ...terms] = values.flatMap((value) => textsOf(value, node));
    if (property === undefined || terms.length === 0) return invalid("filter needs a property and a value", node);
    const patterns = terms.map(toPattern);
    const [term = "*", another] = terms;
    return {
      kind: "filter",
      only: another !== undefined || term.includes("*") || property.startsWith("sf_") ? null : [property, term],
      matches: (mts) => {
        const value = propertyOf(mts, property);
        return value !== undefined && patterns.some((matches) => matches(value));
      },
    };
  }

  function found(metric: string, given: Value | undefined, node: Node): readonly StoredMts[] {
    if (given !== undefined && given !== null && !isFilter(given)) invalid("filter must be a filter", node);
    const isMetric = toPattern(metric);
    const only = given !== undefined && isFilter(given) ? given.only : null;
    const candidates = only === null ? world.store.all() : world.store.having(...only);
    const matching = candidates.filter((mts) => isMetric(mts.metric) && (given === undefined || !isFilter(given) || given.matches(mts)));
    if (matching.length === 0) notes.push({ code: "FIND_MATCHED_NO_TIMESERIES", contents: { query: metric } });
    if (matching.length <= world.maxInputSeries) return matching;
    notes.push({ code: "FIND_LIMITED_RESULT_SET", contents: { matchedSize: matching.length, limitSize: world.maxInputSeries } });
    return matching.slice(-world.maxInputSeries);
  }

  function data(args: readonly Arg[], node: Node): FlowStream {
    const values = named(args, ["metric", "filter", "rollup", "extrapolation", "maxExtrapolations"], node);
    const [metric, rollup = null, extrapolation = "null"] = [values.get("metric"), values.get("rollup"), values.get("extrapolation")];
    if (typeof metric !== "string") return invalid("data needs the name of a metric", node);
    if (rollup !== null && (typeof rollup !== "string" || !ROLLUPS.includes(rollup)))
      return invalid(`unknown rollup ${JSON.stringify(rollup)}`, node);
    if (!EXTRAPOLATIONS.includes(String(extrapolation)))
      return invalid(`extrapolation ${JSON.stringify(extrapolation)} is not simulated`, node);
    queries += 1;
    const matching = found(metric, values.get("filter"), node);
    inputSeries += matching.length;
    const given = { rollup: rollup as Rollup | null, zero: extrapolation === "zero", stepMs: world.stepMs };
    return { kind: "stream", series: matching.map((mts) => seriesOf(mts, given)) };
  }

  function publish(stream: FlowStream, args: readonly Arg[], node: Node): FlowStream {
    const values = named(args, ["label", "enable"], node);
    const label = values.get("label") ?? null;
    if (label !== null && typeof label !== "string") return invalid("label must be a text", node);
    if (values.get("enable") !== false) published.push({ label, series: stream.series });
    return stream;
  }

  function method(node: Node & { kind: "call" }, on: Node): Value {
    const stream = evaluate(on);
    if (!isStream(stream)) throw new FlowError("ANALYTICS_PROGRAM_TYPE_ERROR", `only a stream has ${node.name}()`, node);
    if (node.name === "publish") return publish(stream, node.args, node);
    if (node.name === "fill") {
      const value = named(node.args, ["value", "duration"], node).get("value");
      return typeof value === "number" ? filled(stream, value) : invalid("fill needs a number", node);
    }
    if (!AGGREGATES.includes(node.name))
      throw new FlowError("ANALYTICS_PROGRAM_NAME_ERROR", `"${node.name}" is not known, or not simulated`, node);
    const by = textsOf(named(node.args, ["by"], node).get("by"), node);
    const { stream: grouped, left } = aggregate(stream, node.name as Aggregate, by);
    if (left.length > 0) notes.push({ code: "GROUPBY_MISSING_PROPERTY", contents: { propertyNames: left } });
    return grouped;
  }

  function call(node: Node & { kind: "call" }): Value {
    if (node.on !== null) return method(node, node.on);
    if (node.name === "filter") return filter(node.args, node);
    if (node.name === "data") return data(node.args, node);
    throw new FlowError("ANALYTICS_PROGRAM_NAME_ERROR", `"${node.name}" is not known, or not simulated`, node);
  }

  function binary(node: Node & { kind: "binary" }): Value {
    const [left, right] = [evaluate(node.left), evaluate(node.right)];
    if (node.sign === "and" || node.sign === "or") {
      if (!isFilter(left) || !isFilter(right)) return invalid(`${node.sign} joins filters`, node);
      const all = node.sign === "and";
      return {
        kind: "filter",
        only: all ? (left.only ?? right.only) : null,
        matches: (mts) => (all ? left.matches(mts) && right.matches(mts) : left.matches(mts) || right.matches(mts)),
      };
    }
    const isOperand = (value: Value): value is FlowStream | number => isStream(value) || typeof value === "number";
    return isOperand(left) && isOperand(right) ? calculate(node.sign, left, right) : invalid(`${node.sign} needs streams or numbers`, node);
  }

  function evaluate(node: Node): Value {
    switch (node.kind) {
      case "literal":
        return node.value;
      case "list":
        return { kind: "list", items: node.items.map(evaluate) };
      case "name": {
        const value = names.get(node.name);
        if (value !== undefined || names.has(node.name)) return value ?? null;
        throw new FlowError("ANALYTICS_PROGRAM_NAME_ERROR", `"${node.name}" is not defined`, node);
      }
      case "not": {
        const inner = evaluate(node.of);
        return isFilter(inner)
          ? { kind: "filter", only: null, matches: (mts) => !inner.matches(mts) }
          : invalid("not needs a filter", node);
      }
      case "minus": {
        const inner = evaluate(node.of);
        return isStream(inner) || typeof inner === "number" ? calculate("-", 0, inner) : invalid("- needs a stream or a number", node);
      }
      case "binary":
        return binary(node);
      case "call":
        return call(node);
    }
  }

  for (const { assigns, value } of parseFlow(text)) {
    const result = evaluate(value);
    if (assigns !== null) names.set(assigns, result);
  }
  const start = { line: 1, column: 1 };
  if (queries > MAX_QUERIES)
    throw new FlowError("ANALYTICS_PROGRAM_LIMIT_EXCEEDED", `${queries} data() calls; at most ${MAX_QUERIES} are allowed`, start);
  if (published.length === 0) throw new FlowError("ANALYTICS_PROGRAM_NO_PUBLISH", "the program publishes nothing", start);
  return { published, inputSeries, queries, notes };
}
