/** JSON of a document as it was written. */
export type Source = { readonly [field: string]: unknown };
export type Scalar = string | number | boolean;

export const FIELD_TYPES = ["keyword", "text", "long", "double", "boolean", "date"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** Type of each field by its dotted name. A text has its `.keyword` beside it where the mapping names that. */
export type Mapping = ReadonlyMap<string, FieldType>;

export interface SimulatedDocument {
  readonly id: string;
  readonly index: string;
  readonly source: Source;
  /** When a search may first see it, in milliseconds. */
  readonly visibleMs: number;
}

const isScalar = (value: unknown): value is Scalar => ["string", "number", "boolean"].includes(typeof value);

function collect(value: unknown, path: string, fields: Map<string, Scalar[]>): void {
  if (isScalar(value)) fields.set(path, [...(fields.get(path) ?? []), value]);
  else if (Array.isArray(value)) for (const one of value) collect(one, path, fields);
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) collect(inner, path === "" ? key : `${path}.${key}`, fields);
}

/** Values by dotted name: `{"a":{"b":1}}` and `{"a.b":1}` are one. */
export function flatten(source: Source): Map<string, Scalar[]> {
  const fields = new Map<string, Scalar[]>();
  collect(source, "", fields);
  return fields;
}

/** What is left of a dotted name below a key of it; null where the key is no part of it. */
function below(path: string, key: string): string | null {
  if (!path.startsWith(key)) return null;
  if (path.length === key.length) return "";
  return path.charAt(key.length) === "." ? path.slice(key.length + 1) : null;
}

function collectAt(value: unknown, path: string, found: Scalar[]): void {
  if (Array.isArray(value)) for (const one of value) collectAt(one, path, found);
  else if (path === "") {
    if (isScalar(value)) found.push(value);
  } else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      const rest = below(path, key);
      if (rest !== null) collectAt(inner, rest, found);
    }
}

/** The same as `flatten(source).get(field)`, without the other fields: they are not kept, because a month of documents would not fit. */
function valuesAt(source: Source, field: string): readonly Scalar[] {
  const found: Scalar[] = [];
  collectAt(source, field, found);
  return found;
}

const KEYWORD = ".keyword";

/** The values of a field, those of a `.keyword` being those of its text. */
export function valuesOf({ source }: Pick<SimulatedDocument, "source">, field: string): readonly Scalar[] {
  const values = valuesAt(source, field);
  return values.length === 0 && field.endsWith(KEYWORD) ? valuesAt(source, field.slice(0, -KEYWORD.length)) : values;
}

const DATE = /^\d{4}-\d{2}-\d{2}T/;

function guessType(value: Scalar): readonly (readonly [suffix: string, type: FieldType])[] {
  if (typeof value === "boolean") return [["", "boolean"]];
  if (typeof value === "number") return [["", Number.isInteger(value) ? "long" : "double"]];
  if (DATE.test(value) && !Number.isNaN(Date.parse(value))) return [["", "date"]];
  return [
    ["", "text"],
    [KEYWORD, "keyword"],
  ];
}

/** Dynamic mapping: fields that nobody has mapped yet get the type of their first value. */
export function mapNewFields(mapping: Map<string, FieldType>, fields: ReadonlyMap<string, readonly Scalar[]>): void {
  for (const [field, [first]] of fields) {
    if (mapping.has(field) || first === undefined) continue;
    for (const [suffix, type] of guessType(first)) mapping.set(field + suffix, type);
  }
}

/** Milliseconds of a date; NaN for what is none. */
export function toMillis(value: Scalar): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number.NaN;
  return /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : Date.parse(value);
}
