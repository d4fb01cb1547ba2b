import * as z from "zod";
import { parseDecimal } from "./decimal.ts";
import type { DiagnosticSink } from "./diagnostic.ts";
import { formatPath, type Path } from "./path.ts";
import { didYouMean, quoted } from "./suggest.ts";
import type { SourceDocument } from "./yaml/source-document.ts";

const EXPECTED: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  object: "a map",
  record: "a map",
  array: "a list",
};

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (typeof value === "string") return `the text ${quoted(value)}`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number") return Number.isFinite(value) ? `the number ${value}` : "not finite";
  return typeof value === "object" ? "a map" : String(value);
}

/** The inner schema of wrappers, e.g. of an optional field. */
function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}

/** The fields that a schema allows at a path. */
function fieldsAt(schema: unknown, path: Path): readonly string[] {
  const [first, ...rest] = path;
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return first === undefined ? [] : fieldsAt(inner.element, rest);
  if (!(inner instanceof z.ZodObject)) return [];
  return first === undefined ? Object.keys(inner.shape) : fieldsAt(inner.shape[first], rest);
}

const toPath = (path: readonly PropertyKey[]): Path => path.map((step) => (typeof step === "number" ? step : String(step)));

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : undefined), value);
}

interface Checking {
  readonly schema: z.ZodType;
  readonly document: SourceDocument;
  readonly sink: DiagnosticSink;
}

function reportUnknown(keys: readonly string[], at: Path, { schema, document, sink }: Checking): void {
  const allowed = fieldsAt(schema, at);
  for (const key of keys) {
    const path = [...at, key];
    const where = at.length === 0 ? "" : ` in ${formatPath(at)}`;
    sink.error(document.placeOfKey(path), "unknown-field", `unknown field ${quoted(key)}${where}${didYouMean(key, allowed)}`);
  }
}

function hintOf(expected: string, value: unknown): string {
  if (expected === "string" && (typeof value === "number" || typeof value === "boolean")) return ": put it in quotes";
  return expected === "number" && typeof value === "string" && parseDecimal(value) !== null ? ": remove the quotes" : "";
}

function reportType(expected: string, path: Path, { document, sink }: Checking): void {
  const value = valueAt(document.value, path);
  const name = path.length === 0 ? "the document" : formatPath(path);
  const place = document.place(path);
  if (value === undefined) sink.error(place, "missing-field", `${name} is required`);
  else {
    const message = `${name} must be ${EXPECTED[expected] ?? expected}, but is ${describeValue(value)}${hintOf(expected, value)}`;
    sink.error(place, "wrong-type", message);
  }
}

function reportValue(issue: z.core.$ZodIssue, path: Path, { document, sink }: Checking): void {
  const isKey = issue.code === "invalid_key";
  const message = isKey ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  sink.error(isKey ? document.placeOfKey(path) : document.place(path), "bad-value", `${formatPath(path)} ${message}`);
}

function reportIssue(issue: z.core.$ZodIssue, checking: Checking): void {
  const path = toPath(issue.path);
  if (issue.code === "unrecognized_keys") reportUnknown(issue.keys, path, checking);
  else if (issue.code === "invalid_type") reportType(issue.expected, path, checking);
  else reportValue(issue, path, checking);
}

/** The document as its schema's type, or null after every difference went to the sink. Schema messages continue "<field> ...". */
export function checkShape<T>(schema: z.ZodType<T>, document: SourceDocument, sink: DiagnosticSink): T | null {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(issue, { schema, document, sink });
  return null;
}
