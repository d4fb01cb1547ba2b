import type { JsonValue } from "@solvent/domain";
import * as z from "zod";
import { capital } from "./words.ts";

/** Forms that are drawn from a JSON Schema and a list of secrets: of sources, of notification targets. */
export type JsonObject = Readonly<Record<string, JsonValue>>;

/** How a property of a schema is entered. `json` is the way for everything that has no better one. */
type FieldKind = "text" | "lines" | "number" | "boolean" | "choice" | "list" | "map" | "json";

/** Shown only while each of these fields is shown and has one of these values, or any value where none is named. */
export type When = Readonly<Record<string, readonly string[]>>;

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What a number may be; null: no bound on that side. */
export interface NumberRange {
  readonly least: number | null;
  readonly most: number | null;
  readonly whole: boolean;
}

export interface FormField {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly choices: readonly Choice[];
  readonly range: NumberRange;
  readonly when: When;
  /** As entered: what the schema gives without a choice. */
  readonly initial: string;
}

const WhenSchema = z.record(z.string(), z.array(z.string()));
const Property = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  default: z.json().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  additionalProperties: z.unknown().optional(),
  items: z.object({ type: z.string() }).optional().catch(undefined),
  lines: z.boolean().default(false),
  when: WhenSchema.default({}),
  words: z.record(z.string(), z.string()).default({}),
});
type Property = z.infer<typeof Property>;
const ObjectSchema = z.object({ properties: z.record(z.string(), Property).default({}), required: z.array(z.string()).default([]) });

/** The fields of an object, from its JSON Schema. What the schema does not describe is not asked for. */
export function toFormFields(schema: JsonObject): FormField[] {
  const { properties, required } = ObjectSchema.parse(schema);
  return Object.entries(properties).map(([key, property]) => {
    const kind = kindOf(property);
    return {
      key,
      title: property.title ?? capital(spaced(key)),
      description: property.description ?? "",
      kind,
      required: required.includes(key) && property.default === undefined,
      choices: (property.enum ?? []).map((value) => ({ value, label: property.words[value] ?? choiceLabel(value) })),
      range: rangeOf(property),
      when: property.when,
      initial: property.default === undefined ? "" : enteredOf(kind, property.default),
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
  if (!types.includes("string")) return "json";
  return property.lines ? "lines" : "text";
}

/** A bound that no double can pass is that of the type, not one that somebody set. */
function rangeOf({ type, minimum, maximum }: Property): NumberRange {
  const set = (bound: number | undefined) => (bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? null : bound);
  return { least: set(minimum), most: set(maximum), whole: [type ?? []].flat().includes("integer") };
}

/** "baseUrl" as "base url". */
const spaced = (key: string): string => key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

/** A value of one or more plain words is written as words; anything else, such as a version, is shown as it is. */
const choiceLabel = (value: string): string => (/^[a-z]+([-_ ][a-z]+)*$/.test(value) ? capital(value.replace(/[-_]/g, " ")) : value);

/** A stored value as it is entered. */
export function enteredOf(kind: FieldKind, value: JsonValue): string {
  if (kind === "list" && Array.isArray(value)) return value.map(String).join("\n");
  if (kind === "map" && typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([key, text]) => `${key}: ${String(text)}`)
      .join("\n");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

export type Texts = Readonly<Record<string, string>>;

/** A condition on a field that the form does not have holds, so that nothing can become unreachable. */
function holds(when: When, fields: readonly FormField[], texts: Texts, above: readonly string[] = []): boolean {
  return Object.entries(when).every(([key, values]) => {
    const field = fields.find((one) => one.key === key);
    if (field === undefined || above.includes(key)) return true;
    const value = valueNow(field, texts);
    return (values.length === 0 ? value !== "" : values.includes(value)) && holds(field.when, fields, texts, [...above, key]);
  });
}

/** A box that was never ticked is off. */
const valueNow = ({ key, kind }: FormField, texts: Texts): string => {
  const text = (texts[key] ?? "").trim();
  return kind === "boolean" && text === "" ? "false" : text;
};

/** The fields that are asked for at what is entered now. */
export const shownFields = (fields: readonly FormField[], texts: Texts): FormField[] =>
  fields.filter(({ when }) => holds(when, fields, texts));

/** The same of secrets. */
export const shownSecrets = <T extends { readonly when?: When }>(
  secrets: readonly T[],
  fields: readonly FormField[],
  texts: Texts,
): readonly T[] => secrets.filter(({ when = {} }) => holds(when, fields, texts));
