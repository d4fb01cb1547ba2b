import { isObject } from "./aggregations/buckets.ts";
import { makeContext } from "./aggregations/context.ts";
import { runAggregations } from "./aggregations/run.ts";
import { compile } from "./conditions.ts";
import { type FieldType, type Mapping, type Scalar, type SimulatedDocument, toMillis, valuesOf } from "./document.ts";
import { parsingError } from "./server-error.ts";
import type { StoredIndex } from "./store.ts";

type Body = Readonly<Record<string, unknown>>;

const KNOWN = new Set([
  "size",
  "from",
  "query",
  "aggs",
  "aggregations",
  "timeout",
  "track_total_hits",
  "sort",
  "_source",
  "docvalue_fields",
  "fields",
]);
const DEFAULT_SIZE = 10;
const MAX_WINDOW = 10_000;

function joinMappings(indices: readonly StoredIndex[]): Mapping {
  const joined = new Map<string, FieldType>();
  for (const { mapping } of indices) for (const [field, type] of mapping) joined.set(field, type);
  return joined;
}

/** Where all documents of the query must lie, as far as its outermost conditions say. */
function spanOf(query: unknown, timeField: string): { fromMs: number; toMs: number } | null {
  if (!isObject(query)) return null;
  const range = isObject(query.range) ? query.range[timeField] : undefined;
  if (isObject(range)) {
    const limit = (keys: readonly string[], fallback: number): number => {
      const value = keys.map((key) => range[key]).find((one) => one !== undefined);
      return value === undefined ? fallback : toMillis(value as Scalar);
    };
    return { fromMs: limit(["gte", "gt"], 0), toMs: limit(["lt", "lte"], Number.MAX_SAFE_INTEGER) + 1 };
  }
  const inner = isObject(query.bool) ? query.bool.filter : isObject(query.function_score) ? query.function_score.query : undefined;
  for (const one of Array.isArray(inner) ? inner : [inner]) {
    const found = inner === undefined ? null : spanOf(one, timeField);
    if (found !== null) return found;
  }
  return null;
}

/** Whether only the first instant is asked for, which a server knows without a look at every document. */
function isFirstOnly({ size, track_total_hits, aggs, aggregations }: Body, query: unknown, timeField: string): boolean {
  const wanted = aggs ?? aggregations;
  if (size !== 0 || track_total_hits !== false || !isObject(query) || query.match_all === undefined || !isObject(wanted)) return false;
  return Object.values(wanted).every((one) => isObject(one) && isObject(one.min) && one.min.field === timeField);
}

/** A number that looks random, the same for the same document. */
function scatter(id: string): number {
  let hash = 2_166_136_261;
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  return hash >>> 0;
}

const asText = (value: Scalar, type: FieldType | undefined, format: unknown): Scalar => {
  if (type !== "date") return value;
  return format === "epoch_millis" ? String(toMillis(value)) : new Date(toMillis(value)).toISOString();
};

function docValues(document: SimulatedDocument, wanted: unknown, mapping: Mapping): Body {
  const fields: Record<string, readonly Scalar[]> = {};
  for (const one of Array.isArray(wanted) ? wanted : []) {
    const field = isObject(one) ? String(one.field) : String(one);
    const values = valuesOf(document, field);
    if (values.length > 0) fields[field] = values.map((value) => asText(value, mapping.get(field), isObject(one) ? one.format : undefined));
  }
  return Object.keys(fields).length === 0 ? {} : { fields };
}

function toHit(document: SimulatedDocument, body: Body, mapping: Mapping): Body {
  const source = body._source === false ? {} : { _source: document.source };
  return {
    _index: document.index,
    _id: document.id,
    _score: 1,
    ...source,
    ...docValues(document, body.docvalue_fields ?? body.fields, mapping),
  };
}

function sorted(documents: readonly SimulatedDocument[], body: Body): readonly SimulatedDocument[] {
  if (isObject(body.query) && isObject(body.query.function_score))
    return [...documents].sort((left, right) => scatter(left.id) - scatter(right.id));
  const [first] = Array.isArray(body.sort) ? body.sort : [];
  const [field, order] = isObject(first) ? (Object.entries(first)[0] ?? []) : [first as string | undefined, "asc"];
  if (field === undefined) return documents;
  const direction = (isObject(order) ? order.order : order) === "desc" ? -1 : 1;
  const keyOf = (document: SimulatedDocument): Scalar => valuesOf(document, field)[0] ?? "";
  return [...documents].sort((left, right) => (keyOf(left) < keyOf(right) ? -direction : direction));
}

function pageOf(body: Body): { from: number; size: number } {
  const [from, size] = [Number(body.from ?? 0), Number(body.size ?? DEFAULT_SIZE)];
  if (from + size > MAX_WINDOW)
    throw parsingError(`Result window is too large, from + size must be less than or equal to: [${MAX_WINDOW}]`);
  return { from, size };
}

/** Answers the body of a search over these indices. */
export function runSearch(body: Body, indices: readonly StoredIndex[], maxBuckets: number): Body {
  const unknown = Object.keys(body).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) throw parsingError(`unknown key [${unknown}] for a value in [START_OBJECT]`);
  const shards = { total: indices.length, successful: indices.length, skipped: 0, failed: 0 };
  const usual = { took: 1, timed_out: false, _shards: shards };
  const { from, size } = pageOf(body);
  if (indices.length === 0) return { ...usual, hits: { total: { value: 0, relation: "eq" }, max_score: 0, hits: [] } };
  const mapping = joinMappings(indices);
  const query = body.query ?? { match_all: {} };
  const check = compile(query, mapping);
  const seen = (index: StoredIndex): readonly SimulatedDocument[] =>
    isFirstOnly(body, query, index.timeField) ? index.earliest() : index.visible(spanOf(query, index.timeField));
  const documents = indices.flatMap(seen).filter(check);
  const aggregations = body.aggs ?? body.aggregations;
  const hits = size === 0 ? [] : sorted(documents, body).slice(from, from + size);
  return {
    ...usual,
    hits: {
      ...(body.track_total_hits === false ? {} : { total: { value: documents.length, relation: "eq" } }),
      max_score: null,
      hits: hits.map((document) => toHit(document, body, mapping)),
    },
    ...(aggregations === undefined ? {} : { aggregations: runAggregations(aggregations, documents, makeContext(mapping, maxBuckets)) }),
  };
}
