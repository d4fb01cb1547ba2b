import { toComparable, toPattern, wordsOf } from "./compare.ts";
import { type FieldType, flatten, type Mapping, type Scalar, type SimulatedDocument, valuesOf } from "./document.ts";
import { parseLucene } from "./lucene.ts";
import { parsingError, queryShardError } from "./server-error.ts";

export type Check = (document: SimulatedDocument) => boolean;
type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const isScalar = (value: unknown): value is Scalar => ["string", "number", "boolean"].includes(typeof value);

function onlyEntry(query: unknown, name: string): readonly [string, unknown] {
  const entries = isObject(query) ? Object.entries(query) : [];
  const [first, ...more] = entries;
  if (first === undefined || more.length > 0) throw parsingError(`[${name}] query malformed, no field after start_object`);
  return first;
}

/** `{field: value}` or `{field: {key: value}}`. */
function fieldAndValue(body: unknown, name: string, key: string): readonly [string, Scalar] {
  const [field, written] = onlyEntry(body, name);
  const value = isObject(written) ? written[key] : written;
  if (!isScalar(value)) throw parsingError(`[${name}] query does not support the value of [${field}]`);
  return [field, value];
}

const nothing: Check = () => false;

function whereEqual(field: string, value: Scalar, type: FieldType | undefined): Check {
  if (type === undefined) return nothing;
  if (type === "text") return (document) => valuesOf(document, field).some((one) => wordsOf(String(one)).includes(String(value)));
  const wanted = toComparable(value, type, field);
  return (document) => valuesOf(document, field).some((one) => toComparable(one, type, field) === wanted);
}

function whereMatches(field: string, value: Scalar, type: FieldType | undefined): Check {
  if (type !== "text") return whereEqual(field, value, type);
  const words = wordsOf(String(value));
  return (document) => valuesOf(document, field).some((one) => wordsOf(String(one)).some((word) => words.includes(word)));
}

function wherePhrase(field: string, value: Scalar, type: FieldType | undefined): Check {
  if (type !== "text") return whereEqual(field, value, type);
  const phrase = ` ${wordsOf(String(value)).join(" ")} `;
  return (document) => valuesOf(document, field).some((one) => ` ${wordsOf(String(one)).join(" ")} `.includes(phrase));
}

function wherePattern(field: string, pattern: RegExp, type: FieldType | undefined, name: string): Check {
  if (type === undefined) return nothing;
  if (type !== "text" && type !== "keyword")
    throw queryShardError(
      `Can only use ${name} queries on keyword, text and wildcard fields - not on [${field}] which is of type [${type}]`,
    );
  const textsOf = (value: Scalar): string[] => (type === "text" ? wordsOf(String(value)) : [String(value)]);
  return (document) => valuesOf(document, field).some((one) => textsOf(one).some((text) => pattern.test(text)));
}

const BOUNDS = {
  gt: (order: number) => order > 0,
  gte: (order: number) => order >= 0,
  lt: (order: number) => order < 0,
  lte: (order: number) => order <= 0,
} as const;

function whereWithin(body: unknown, mapping: Mapping): Check {
  const [field, limits] = onlyEntry(body, "range");
  if (!isObject(limits)) throw parsingError("[range] query malformed");
  const type = mapping.get(field);
  const tests = Object.entries(limits).flatMap(([key, limit]) => {
    if (["format", "time_zone", "boost", "relation"].includes(key)) return [];
    const holds = BOUNDS[key as keyof typeof BOUNDS];
    if (holds === undefined || !isScalar(limit)) throw parsingError(`[range] query does not support [${key}]`);
    return type === undefined ? [] : [{ holds, limit: toComparable(limit, type, field) }];
  });
  if (type === undefined) return nothing;
  return (document) =>
    valuesOf(document, field).some((one) => {
      const value = toComparable(one, type, field);
      return tests.every(({ holds, limit }) => holds(value === limit ? 0 : value > limit ? 1 : -1));
    });
}

function whereAnyOf(body: unknown, mapping: Mapping): Check {
  const [field, values] = onlyEntry(body, "terms");
  if (!Array.isArray(values)) throw parsingError("[terms] query requires an array of terms");
  const checks = values.map((value: Scalar) => whereEqual(field, value, mapping.get(field)));
  return (document) => checks.some((check) => check(document));
}

const listOf = (value: unknown): readonly unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const CLAUSES = new Set(["filter", "must", "should", "must_not", "minimum_should_match", "boost"]);

function whereBool(body: unknown, mapping: Mapping): Check {
  const clauses = isObject(body) ? body : {};
  const unknown = Object.keys(clauses).find((key) => !CLAUSES.has(key));
  if (unknown !== undefined) throw parsingError(`[bool] query does not support [${unknown}]`);
  const checksOf = (key: string): Check[] => listOf(clauses[key]).map((one) => compile(one, mapping));
  const [needed, options, refused] = [[...checksOf("filter"), ...checksOf("must")], checksOf("should"), checksOf("must_not")];
  const usual = options.length > 0 && needed.length === 0 ? 1 : 0;
  const atLeast = clauses.minimum_should_match === undefined ? usual : Number(clauses.minimum_should_match);
  return (document) =>
    needed.every((check) => check(document)) &&
    !refused.some((check) => check(document)) &&
    (atLeast === 0 || options.filter((check) => check(document)).length >= atLeast);
}

const fieldOf = (body: unknown): string => {
  if (isObject(body) && typeof body.field === "string") return body.field;
  throw parsingError("[exists] must be provided with a [field]");
};

/** Every kind of query that the simulator knows. */
const QUERIES: Readonly<Record<string, (body: unknown, mapping: Mapping) => Check>> = {
  match_all: () => () => true,
  match_none: () => nothing,
  bool: whereBool,
  range: whereWithin,
  terms: whereAnyOf,
  term(body, mapping) {
    const [field, value] = fieldAndValue(body, "term", "value");
    return whereEqual(field, value, mapping.get(field));
  },
  match(body, mapping) {
    const [field, value] = fieldAndValue(body, "match", "query");
    return whereMatches(field, value, mapping.get(field));
  },
  match_phrase(body, mapping) {
    const [field, value] = fieldAndValue(body, "match_phrase", "query");
    return wherePhrase(field, value, mapping.get(field));
  },
  wildcard(body, mapping) {
    const [field, value] = fieldAndValue(body, "wildcard", "value");
    return wherePattern(field, toPattern(String(value)), mapping.get(field), "wildcard");
  },
  prefix(body, mapping) {
    const [field, value] = fieldAndValue(body, "prefix", "value");
    return wherePattern(field, toPattern(`${String(value).replace(/[*?\\]/g, "\\$&")}*`), mapping.get(field), "prefix");
  },
  exists(body) {
    const field = fieldOf(body);
    return (document) =>
      valuesOf(document, field).length > 0 || [...flatten(document.source).keys()].some((key) => key.startsWith(`${field}.`));
  },
  query_string(body, mapping) {
    const text = isObject(body) ? body.query : undefined;
    if (typeof text !== "string") throw parsingError("[query_string] must be provided with a [query]");
    return compile(parseLucene(text), mapping);
  },
  constant_score: (body, mapping) => compile(isObject(body) ? body.filter : undefined, mapping),
  function_score: (body, mapping) => compile(isObject(body) ? (body.query ?? { match_all: {} }) : undefined, mapping),
};

/** Turns one query of the DSL into a check of documents. Throws the error of the server for one that it does not take. */
export function compile(query: unknown, mapping: Mapping): Check {
  const [name, body] = onlyEntry(query, "query");
  const make = Object.hasOwn(QUERIES, name) ? QUERIES[name] : undefined;
  if (make === undefined) throw parsingError(`unknown query [${name}]`);
  return make(body, mapping);
}
