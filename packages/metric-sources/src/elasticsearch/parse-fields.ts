import type { JsonValue, MetricQuery } from "@solvent/domain";
import { problem, type Side } from "../selectors/indicator-fields.ts";
import type { Parsed } from "../source.ts";
import { isObject } from "./parse-filter.ts";
import type { Measure, SearchPlace } from "./query.ts";

/** What a kind assumes where a definition does not say. */
export interface SearchDefaults {
  /** Null: every definition names its own. */
  readonly index: string | null;
  readonly timeField: string;
}

const MAX_INDEX_LENGTH = 1024;
/** What cannot stand in the name of an index; a colon stands behind the name of a remote cluster. */
const NOT_IN_INDEX = /[\s"\\/<>|?#%{}]/;
const MAX_FIELD_LENGTH = 512;
const NOT_IN_FIELD = /[\s*"\\]/;

export function indexField(value: JsonValue | undefined, side: Side, fallback: string | null): Parsed<string> {
  const path = [side, "spec", "index"];
  if (value === undefined && fallback !== null) return { ok: true, value: fallback };
  if (typeof value !== "string" || value === "") return problem(path, "must be an index, a data stream or a pattern, such as logs-nginx-*");
  if (value.length > MAX_INDEX_LENGTH) return problem(path, `is ${value.length} characters long; at most ${MAX_INDEX_LENGTH} are allowed`);
  const wrong = NOT_IN_INDEX.exec(value);
  if (wrong !== null) return problem(path, `cannot have ${JSON.stringify(wrong[0])}`, wrong.index);
  const parts = value.split(",");
  if (parts.includes("")) return problem(path, "has an empty name between its commas");
  if (parts.some((part) => part.startsWith("_"))) return problem(path, "cannot begin with _: write * for all of them");
  if (parts[0]?.startsWith("-")) return problem(path, "must begin with what is searched, not with what is left out");
  return { ok: true, value };
}

export function fieldName(value: JsonValue | undefined, path: readonly (string | number)[]): Parsed<string> {
  if (typeof value !== "string" || value === "" || value.length > MAX_FIELD_LENGTH || NOT_IN_FIELD.test(value))
    return problem(path, "must be the name of a field, such as event.duration");
  return { ok: true, value };
}

export const timeFieldOf = (value: JsonValue | undefined, side: Side, fallback: string): Parsed<string> =>
  value === undefined ? { ok: true, value: fallback } : fieldName(value, [side, "spec", "timeField"]);

/** `count: { sum: field }`; documents are counted when it is left out. */
export function countField(value: JsonValue | undefined, side: Side): Parsed<Measure> {
  if (value === undefined || value === "documents") return { ok: true, value: { of: "documents" } };
  const path = [side, "spec", "count"];
  if (!isObject(value) || Object.keys(value).join() !== "sum") return problem(path, "must be documents, or { sum: field }");
  const field = fieldName(value.sum, [...path, "sum"]);
  return field.ok ? { ok: true, value: { of: "sum", field: field.value } } : field;
}

const VALUE_FORMS = "must be count, or one of { avg: field }, { min: field }, { max: field }, { sum: field } and { p95: field }";
const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,3})?|100)$/;

function measureOf(name: string, field: string): Measure | null {
  if (name === "sum" || name === "avg" || name === "min" || name === "max") return { of: name, field };
  const percent = PERCENTILE.exec(name)?.[1];
  return percent === undefined ? null : { of: "percentile", field, percent: String(Number(percent)) };
}

/** `value: count` or `value: { max: field }`; `p` and a number is a percentile. */
export function valueField(value: JsonValue | undefined, side: Side): Parsed<Measure> {
  const path = [side, "spec", "value"];
  if (value === "count") return { ok: true, value: { of: "documents" } };
  const [entry, ...more] = isObject(value) ? Object.entries(value) : [];
  if (entry === undefined || more.length > 0) return problem(path, VALUE_FORMS);
  const [name, written] = entry;
  const field = fieldName(written, [...path, name]);
  if (!field.ok) return field;
  const measure = measureOf(name, field.value);
  return measure === null ? problem(path, VALUE_FORMS) : { ok: true, value: measure };
}

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/;

/** `labels: { service: service.name }`: which field each label of a group stands for. */
export function labelsField(value: JsonValue | undefined, side: Side): Parsed<Readonly<Record<string, string>>> {
  const path = [side, "spec", "labels"];
  if (value === undefined) return { ok: true, value: {} };
  if (!isObject(value)) return problem(path, "must name a field for each label, such as { service: service.name }");
  const fields: Record<string, string> = {};
  for (const [label, written] of Object.entries(value)) {
    if (!LABEL.test(label)) return problem([...path, label], "is no label: letters, digits and underscores");
    const field = fieldName(written, [...path, label]);
    if (!field.ok) return field;
    fields[label] = field.value;
  }
  return { ok: true, value: fields };
}

/** Place of a side; what it does not say is taken from `defaults`. */
export function placeOf({ spec }: MetricQuery, side: Side, defaults: SearchDefaults): Parsed<SearchPlace> {
  const index = indexField(spec.index, side, defaults.index);
  const timeField = timeFieldOf(spec.timeField, side, defaults.timeField);
  if (index.ok && timeField.ok) return { ok: true, value: { index: index.value, timeField: timeField.value } };
  return { ok: false, problems: [...(index.ok ? [] : index.problems), ...(timeField.ok ? [] : timeField.problems)] };
}
