import { Name } from "@solvent/api-contract";
import type { JsonValue } from "@solvent/domain";
import * as z from "zod";
import { enteredOf, type FormField, type JsonObject, type NumberRange, shownFields, type Texts } from "./schema-form.ts";

/** What is entered in a form that is drawn from a schema, and what becomes of it. */

/** Text for every field: what is stored, else what the schema gives. */
export const initialTexts = (fields: readonly FormField[], stored: JsonObject | null): Texts =>
  Object.fromEntries(
    fields.map((field) => {
      const value = stored?.[field.key];
      return [field.key, value === undefined ? field.initial : enteredOf(field.kind, value)];
    }),
  );

export interface FormProblem {
  /** `name`, a key of the object, or the field of a secret. */
  readonly key: string;
  readonly message: string;
}

export interface ParsedFields {
  readonly object: Record<string, JsonValue>;
  readonly problems: readonly FormProblem[];
}

/**
 * The texts as the object they describe, with every problem that can be seen without asking the server. Fields that are not shown are
 * left out, whatever was entered in them before.
 */
export function parseFields(fields: readonly FormField[], texts: Texts): ParsedFields {
  const problems: FormProblem[] = [];
  const object: Record<string, JsonValue> = {};
  for (const field of shownFields(fields, texts)) {
    const text = (texts[field.key] ?? "").trim();
    if (text === "") {
      if (field.required) problems.push({ key: field.key, message: `${field.title} is needed` });
      continue;
    }
    const parsed = parseEntered(field, text);
    if ("value" in parsed) object[field.key] = parsed.value;
    else problems.push({ key: field.key, message: parsed.message });
  }
  return { object, problems };
}

/** Null when the name can be used. */
export const nameProblem = (name: string): FormProblem | null =>
  Name.safeParse(name).success ? null : { key: "name", message: "Lower-case letters, digits and inner hyphens, at most 63" };

type Entered = { readonly value: JsonValue } | { readonly message: string };

function parseEntered(field: FormField, text: string): Entered {
  switch (field.kind) {
    case "number":
      return parseNumber(field, text);
    case "boolean":
      return { value: text === "true" };
    case "list":
      return { value: linesOf(text) };
    case "map":
      return parseMap(field.title, text);
    case "json":
      return parseJson(field.title, text);
    case "text":
    case "lines":
    case "choice":
      return { value: text };
  }
}

function parseNumber({ title, range }: FormField, text: string): Entered {
  const value = Number(text);
  const { least, most, whole } = range;
  if (!Number.isFinite(value)) return { message: `${title} has to be a number` };
  if (whole && !Number.isInteger(value)) return { message: `${title} has to be a whole number` };
  if ((least !== null && value < least) || (most !== null && value > most)) return { message: `${title} has to be ${rangeText(range)}` };
  return { value };
}

/** "5 to 60", "at least 1"; nothing without a bound. */
export function rangeText({ least, most }: NumberRange): string {
  if (least !== null && most !== null) return `${least} to ${most}`;
  if (least !== null) return `at least ${least}`;
  return most === null ? "" : `at most ${most}`;
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

function parseMap(title: string, text: string): Entered {
  const entries = linesOf(text).map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, Math.max(0, colon)).trim(), line.slice(colon + 1).trim()];
  });
  const wrong = entries.findIndex(([key]) => key === "");
  return wrong === -1 ? { value: Object.fromEntries(entries) } : { message: `${title}, line ${wrong + 1}: write it as "name: value"` };
}

function parseJson(title: string, text: string): Entered {
  const parsed = z
    .string()
    .transform((raw, context): unknown => {
      try {
        return JSON.parse(raw);
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(z.json())
    .safeParse(text);
  return parsed.success ? { value: parsed.data } : { message: `${title} has to be JSON` };
}

/** `keep` leaves a stored secret alone (or none there), `set` sends the text, `remove` deletes it. */
export type SecretEntry = { readonly action: "keep" } | { readonly action: "remove" } | { readonly action: "set"; readonly text: string };

export type SecretEntries = Readonly<Record<string, SecretEntry>>;

type SecretFields = readonly { readonly field: string }[];

export const untouchedSecrets = (secrets: SecretFields): SecretEntries =>
  Object.fromEntries(secrets.map(({ field }) => [field, { action: "keep" }]));

/** Of these fields, as the API takes them: what is kept is left out. */
export const toSecrets = (fields: SecretFields, entries: SecretEntries): Record<string, string | null> =>
  Object.fromEntries(
    fields.flatMap(({ field }): [string, string | null][] => {
      const entry = entries[field] ?? { action: "keep" };
      if (entry.action === "remove") return [[field, null]];
      return entry.action === "set" && entry.text !== "" ? [[field, entry.text]] : [];
    }),
  );
