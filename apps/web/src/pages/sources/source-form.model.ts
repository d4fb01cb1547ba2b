import type { Source, SourceInput, SourceKind } from "@solvent/api-contract";
import type { JsonValue } from "@solvent/domain";
import * as z from "zod";

/** How a property of the connection is entered. `json` is the way for everything that has no better one. */
type FieldKind = "text" | "number" | "boolean" | "choice" | "map" | "json";

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
  examples: z.array(z.json()).optional(),
});
type Property = z.infer<typeof Property>;
const ConnectionSchema = z.object({ properties: z.record(z.string(), Property).default({}), required: z.array(z.string()).default([]) });

/** The fields of a connection, from its JSON Schema. What the schema does not describe is not asked for. */
export function toFormFields(kind: Pick<SourceKind, "connectionSchema">): FormField[] {
  const { properties, required } = ConnectionSchema.parse(kind.connectionSchema);
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
  if (types.includes("object") && property.additionalProperties !== undefined && property.additionalProperties !== false) return "map";
  return types.includes("string") ? "text" : "json";
}

/** "baseUrl" as "Base url". */
const words = (key: string): string => {
  const spaced = key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

function enteredOf(kind: FieldKind, value: JsonValue): string {
  if (kind === "map" && typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([key, text]) => `${key}: ${String(text)}`)
      .join("\n");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What is entered in the form: text for every field, and per secret what to do with it. */
export interface FormValues {
  readonly name: string;
  readonly displayName: string;
  readonly connection: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretEntry>>;
}

/** `keep` leaves a stored secret alone (or none there), `set` sends the text, `remove` deletes it. */
export type SecretEntry = { readonly action: "keep" } | { readonly action: "remove" } | { readonly action: "set"; readonly text: string };

export function initialValues(kind: SourceKind, source: Source | null): FormValues {
  const fields = toFormFields(kind);
  return {
    name: source?.name ?? kind.kind,
    displayName: source?.displayName ?? "",
    connection: Object.fromEntries(
      fields.map((field) => {
        const stored = source?.connection[field.key];
        return [field.key, stored === undefined ? field.initial : enteredOf(field.kind, stored)];
      }),
    ),
    secrets: Object.fromEntries(kind.secrets.map(({ field }) => [field, { action: "keep" }])),
  };
}

export interface FormProblem {
  /** `name`, or a key of the connection. */
  readonly key: string;
  readonly message: string;
}

export type ParsedForm = { readonly input: SourceInput } | { readonly problems: readonly FormProblem[] };

/** The form as the API takes it, or every problem that can be seen without asking the server. */
export function parseForm(kind: SourceKind, values: FormValues, source: Source | null): ParsedForm {
  const problems: FormProblem[] = [];
  const connection: Record<string, JsonValue> = {};
  for (const field of toFormFields(kind)) {
    const text = (values.connection[field.key] ?? "").trim();
    if (text === "") {
      if (field.required) problems.push({ key: field.key, message: `${field.title} is needed` });
      continue;
    }
    const parsed = parseEntered(field, text);
    if ("value" in parsed) connection[field.key] = parsed.value;
    else problems.push({ key: field.key, message: parsed.message });
  }
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(values.name)) {
    problems.push({ key: "name", message: "Lower-case letters, digits and inner hyphens, at most 63" });
  }
  if (problems.length > 0) return { problems };
  return {
    input: {
      name: values.name,
      displayName: values.displayName.trim() === "" ? null : values.displayName.trim(),
      description: source?.description ?? null,
      kind: kind.kind,
      connection,
      secrets: toSecrets(values.secrets),
      labels: source?.labels ?? {},
    },
  };
}

function parseEntered(field: FormField, text: string): { readonly value: JsonValue } | { readonly message: string } {
  switch (field.kind) {
    case "number": {
      const value = Number(text);
      return Number.isFinite(value) ? { value } : { message: `${field.title} has to be a number` };
    }
    case "boolean":
      return { value: text === "true" };
    case "map":
      return parseMap(field.title, text);
    case "json":
      return parseJson(field.title, text);
    case "text":
    case "choice":
      return { value: text };
  }
}

function parseMap(title: string, text: string): { readonly value: JsonValue } | { readonly message: string } {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const entries = lines.map((line): [string, string] => {
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

const toSecrets = (secrets: FormValues["secrets"]): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(secrets).flatMap(([field, entry]): [string, string | null][] => {
      if (entry.action === "remove") return [[field, null]];
      return entry.action === "set" && entry.text !== "" ? [[field, entry.text]] : [];
    }),
  );
