import { Name } from "@solvent/api-contract";
import type { JsonValue } from "@solvent/domain";
import * as z from "zod";

/** Forms that are drawn from a JSON Schema and a list of secrets: of sources, of notification targets. */
type JsonObject = Readonly<Record<string, JsonValue>>;

/** How a property of a schema is entered. `json` is the way for everything that has no better one. */
type FieldKind = "text" | "number" | "boolean" | "choice" | "list" | "map" | "json";

export interface FormField {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly choices: readonly string[];
  /** As entered: what the schema gives without a choice. */
  readonly initial: string;
}

const Property = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  default: z.json().optional(),
  additionalProperties: z.unknown().optional(),
  items: z.object({ type: z.string() }).optional().catch(undefined),
  examples: z.array(z.json()).optional(),
});
type Property = z.infer<typeof Property>;
const ObjectSchema = z.object({ properties: z.record(z.string(), Property).default({}), required: z.array(z.string()).default([]) });

/** The fields of an object, from its JSON Schema. What the schema does not describe is not asked for. */
export function toFormFields(schema: JsonObject): FormField[] {
  const { properties, required } = ObjectSchema.parse(schema);
  return Object.entries(properties).map(([key, property]) => {
    const fieldKind = kindOf(property);
    return {
      key,
      title: property.title ?? words(key),
      description: property.description ?? "",
      kind: fieldKind,
      required: required.includes(key) && property.default === undefined,
      choices: property.enum ?? [],
      initial: property.default === undefined ? "" : enteredOf(fieldKind, property.default),
    };
  });
}

function kindOf(property: Property): FieldKind {
  const types = [property.type ?? []].flat().filter((type) => type !== "null");
  if (property.enum !== undefined) return "choice";
  if (types.includes("boolean")) return "boolean";
  if (types.includes("number") || types.includes("integer")) return "number";
  if (types.includes("array") && property.items?.type === "string") return "list";
  if (types.includes("object") && property.additionalProperties !== undefined && property.additionalProperties !== false) return "map";
  return types.includes("string") ? "text" : "json";
}

/** "baseUrl" as "Base url". */
const words = (key: string): string => {
  const spaced = key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

function enteredOf(kind: FieldKind, value: JsonValue): string {
  if (kind === "list" && Array.isArray(value)) return value.map(String).join("\n");
  if (kind === "map" && typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([key, text]) => `${key}: ${String(text)}`)
      .join("\n");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Text for every field: what is stored, else what the schema gives. */
export const initialTexts = (fields: readonly FormField[], stored: JsonObject | null): Readonly<Record<string, string>> =>
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

/** The texts as the object they describe, with every problem that can be seen without asking the server. */
export function parseFields(fields: readonly FormField[], texts: Readonly<Record<string, string>>): ParsedFields {
  const problems: FormProblem[] = [];
  const object: Record<string, JsonValue> = {};
  for (const field of fields) {
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

function parseEntered(field: FormField, text: string): { readonly value: JsonValue } | { readonly message: string } {
  switch (field.kind) {
    case "number": {
      const value = Number(text);
      return Number.isFinite(value) ? { value } : { message: `${field.title} has to be a number` };
    }
    case "boolean":
      return { value: text === "true" };
    case "list":
      return { value: linesOf(text) };
    case "map":
      return parseMap(field.title, text);
    case "json":
      return parseJson(field.title, text);
    case "text":
    case "choice":
      return { value: text };
  }
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

function parseMap(title: string, text: string): { readonly value: JsonValue } | { readonly message: string } {
  const entries = linesOf(text).map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, Math.max(0, colon)).trim(), line.slice(colon + 1).trim()];
  });
  const wrong = entries.findIndex(([key]) => key === "");
  return wrong === -1 ? { value: Object.fromEntries(entries) } : { message: `${title}, line ${wrong + 1}: write it as "name: value"` };
}

function parseJson(title: string, text: string): { readonly value: JsonValue } | { readonly message: string } {
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

export const untouchedSecrets = (kind: { readonly secrets: readonly { readonly field: string }[] }): SecretEntries =>
  Object.fromEntries(kind.secrets.map(({ field }) => [field, { action: "keep" }]));

/** As the API takes them: what is kept is left out. */
export const toSecrets = (secrets: SecretEntries): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(secrets).flatMap(([field, entry]): [string, string | null][] => {
      if (entry.action === "remove") return [[field, null]];
      return entry.action === "set" && entry.text !== "" ? [[field, entry.text]] : [];
    }),
  );
