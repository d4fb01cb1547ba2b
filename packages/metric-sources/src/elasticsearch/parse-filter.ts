import type { JsonValue, MetricQuery } from "@solvent/domain";
import { problem, type Side } from "../selectors/indicator-fields.ts";
import type { Parsed, QueryProblem } from "../source.ts";
import { type Dsl, stableJson } from "./dsl.ts";
import { parseKql } from "./kql/parse.ts";

export type Path = QueryProblem["path"];

const MAX_TEXT_LENGTH = 8192;
const MAX_QUERY_LENGTH = 16_384;
/** The three ways to write a condition. */
export const FILTER_FIELDS = ["filter", "lucene", "query"] as const;

export const isObject = (value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function toText(value: JsonValue, path: Path): Parsed<string> {
  if (typeof value !== "string" || value.trim() === "") return problem(path, "must be a text");
  return value.length > MAX_TEXT_LENGTH
    ? problem(path, `is ${value.length} characters long; at most ${MAX_TEXT_LENGTH} are allowed`)
    : { ok: true, value };
}

function parseFilterText(value: JsonValue, path: Path): Parsed<Dsl> {
  const text = toText(value, path);
  if (!text.ok) return text;
  const parsed = parseKql(text.value);
  return parsed.ok ? { ok: true, value: parsed.query } : problem(path, parsed.problem.message, parsed.problem.offset);
}

function parseLucene(value: JsonValue, path: Path): Parsed<Dsl> {
  const text = toText(value, path);
  return text.ok ? { ok: true, value: { query_string: { query: text.value } } } : text;
}

function parseQueryObject(value: JsonValue, path: Path): Parsed<Dsl> {
  const names = isObject(value) ? Object.keys(value) : [];
  if (!isObject(value) || names.length !== 1)
    return problem(path, 'must be one query of the query DSL: an object with one key, such as {"term": {"service.name": "cart"}}');
  if (names[0] === "query") return problem(path, "must be the query itself, without another query around it");
  const length = stableJson(value).length;
  return length > MAX_QUERY_LENGTH
    ? problem(path, `is ${length} characters long; at most ${MAX_QUERY_LENGTH} are allowed`)
    : { ok: true, value };
}

const PARSERS = { filter: parseFilterText, lucene: parseLucene, query: parseQueryObject } as const;

/** The condition that stands in one of the three fields; null when there is none. */
export function conditionOf(fields: MetricQuery["spec"], path: Path): Parsed<Dsl | null> {
  const [first, second] = FILTER_FIELDS.filter((field) => fields[field] !== undefined);
  if (first === undefined) return { ok: true, value: null };
  if (second !== undefined) return problem([...path, second], `cannot stand beside ${first}: keep one of them`);
  return PARSERS[first](fields[first] ?? null, [...path, first]);
}

/** `alive`: a filter text, or an object with lucene or query. */
export function aliveOf(fields: MetricQuery["spec"], side: Side): Parsed<Dsl | null> {
  const { alive } = fields;
  const path = [side, "spec", "alive"];
  if (alive === undefined) return { ok: true, value: null };
  if (typeof alive === "string") return parseFilterText(alive, path);
  const extra = isObject(alive) ? Object.keys(alive).filter((key) => !FILTER_FIELDS.some((field) => field === key)) : ["alive"];
  if (!isObject(alive) || extra.length > 0) return problem(path, "must be a text as in filter, or an object with lucene or query");
  const condition = conditionOf(alive, path);
  return condition.ok && condition.value === null
    ? problem(path, "must be a text as in filter, or an object with lucene or query")
    : condition;
}
