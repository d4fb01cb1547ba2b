import { CONDITION_KINDS, MAX_CONDITIONS, type PolicyCondition } from "@solvent/domain";
import * as z from "zod";
import { checkShape } from "../../check-shape.ts";
import { formatDecimal, parseDecimal } from "../../decimal.ts";
import { formatPath, type Path } from "../../path.ts";
import type { SourceDocument } from "../../yaml/source-document.ts";
import { PlainNumber, writeYaml, type YamlValue } from "../../yaml/write-yaml.ts";
import { CONDITIONS_ANNOTATION } from "./annotations.ts";
import { placedInside, readInnerText } from "./inner-text.ts";
import type { Mapping } from "./metadata-to-domain.ts";
import { type Metadata, NAME } from "./schema.ts";

const MAX_MINUTES = 366 * 1440;
const MAX_FIGURE_TEXT = 30;
const PLAIN = /^\d+(\.\d+)?$/;

const Minutes = z
  .number()
  .refine(Number.isInteger, "must be a whole number of minutes")
  .min(1, "must be at least 1 minute")
  .max(MAX_MINUTES, `must be at most ${MAX_MINUTES} minutes`);
/** Read digit by digit from what is written, see `figureAt`. */
const Figure = z.union([z.number(), z.string()], "must be a decimal number such as 14.4");
const ResolveAfter = z
  .number()
  .refine(Number.isInteger, "must be a whole number")
  .min(1, "must be at least 1")
  .max(1440, "must be at most 1440")
  .default(5);
const NAMED = {
  name: z.string().regex(NAME, "must be 1 to 63 lower-case letters, digits and inner hyphens"),
  severity: z.enum(["page", "ticket"], "must be page or ticket"),
};

const Item = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      kind: z.literal("burn"),
      ...NAMED,
      longMinutes: Minutes,
      shortMinutes: Minutes,
      factor: Figure.optional(),
      budgetPercent: Figure.optional(),
      minExcess: z.number().min(0, "must be at least 0").max(1_000_000, "must be at most 1000000").default(5),
      resolveAfter: ResolveAfter,
    }),
    z.strictObject({ kind: z.literal("budget-consumed"), ...NAMED, percent: Figure, rearmPercent: Figure.default("5") }),
    z.strictObject({ kind: z.literal("budget-drop"), ...NAMED, percent: Figure, withinMinutes: Minutes, resolveAfter: ResolveAfter }),
    z.strictObject({
      kind: z.literal("time-to-exhaustion"),
      ...NAMED,
      withinMinutes: Minutes,
      lookbackMinutes: Minutes.default(60),
      resolveAfter: ResolveAfter,
    }),
    z.strictObject({
      kind: z.literal("no-traffic"),
      ...NAMED,
      forMinutes: Minutes,
      leastPerMinute: Figure.default("1"),
      resolveAfter: ResolveAfter,
    }),
  ],
  `must be one of ${CONDITION_KINDS.join(", ")}`,
);
type Item = z.infer<typeof Item>;
const Items = z.array(Item).min(1, "must be at least one condition").max(MAX_CONDITIONS, `must be at most ${MAX_CONDITIONS} conditions`);

/** The digits as they are written; a figure that is left out is `otherwise`. Null after the reason why there is none went to the sink. */
export function readFigureText(path: Path, otherwise: string, { document, sink }: Mapping): string | null {
  const scalar = document.findScalar(path);
  if (scalar === null) return otherwise;
  const written = typeof scalar.value === "string" ? scalar.value : scalar.source;
  const decimal = parseDecimal(written);
  const text = decimal === null || decimal.negative ? null : PLAIN.test(written) ? written : formatDecimal(decimal);
  if (text !== null && text.length <= MAX_FIGURE_TEXT) return text;
  const problem = text === null ? "must be a decimal number such as 14.4, at least 0" : "has too many digits";
  sink.error(document.place(path), "bad-value", `${formatPath(path)} ${problem}`);
  return null;
}

function toBurn(item: Extract<Item, { kind: "burn" }>, at: Path, mapping: Mapping): PolicyCondition | null {
  const { factor: _factor, budgetPercent: _percent, ...rest } = item;
  if ((item.factor === undefined) === (item.budgetPercent === undefined)) {
    const problem = item.factor === undefined ? "needs factor or budgetPercent" : "has both factor and budgetPercent: keep one";
    mapping.sink.error(mapping.document.place(at), "bad-value", `${formatPath(at)} ${problem}`);
    return null;
  }
  const field = item.factor === undefined ? "budgetPercent" : "factor";
  const figure = readFigureText([...at, field], "", mapping);
  return figure === null ? null : { ...rest, factor: null, budgetPercent: null, [field]: figure };
}

/** Null after its problems went to the sink. */
function toCondition(item: Item, at: Path, mapping: Mapping): PolicyCondition | null {
  const figure = (field: string, otherwise: string): string | null => readFigureText([...at, field], otherwise, mapping);
  switch (item.kind) {
    case "burn":
      return toBurn(item, at, mapping);
    case "budget-consumed": {
      const [percent, rearmPercent] = [figure("percent", ""), figure("rearmPercent", "5")];
      return percent === null || rearmPercent === null ? null : { ...item, percent, rearmPercent };
    }
    case "budget-drop": {
      const percent = figure("percent", "");
      return percent === null ? null : { ...item, percent };
    }
    case "time-to-exhaustion":
      return item;
    case "no-traffic": {
      const leastPerMinute = figure("leastPerMinute", "1");
      return leastPerMinute === null ? null : { ...item, leastPerMinute };
    }
  }
}

/** Conditions and where their list is written. */
export interface WrittenConditions {
  readonly conditions: readonly PolicyCondition[];
  readonly document: SourceDocument;
  readonly path: Path;
}

/** The conditions of a policy's annotation: null when it has none such, undefined after a problem went to the sink. */
export function readAnnotatedConditions(metadata: Metadata, mapping: Mapping): WrittenConditions | null | undefined {
  const text = metadata.annotations?.[CONDITIONS_ANNOTATION];
  if (text === undefined) return null;
  const annotation = { key: CONDITIONS_ANNOTATION, text };
  const inner = readInnerText(annotation, "list of conditions", mapping);
  const items = inner === null ? null : checkShape(Items, inner.document, inner.sink);
  if (inner === null || items === null) return undefined;
  const conditions = items.flatMap((item, index) => toCondition(item, [index], inner) ?? []);
  if (conditions.length !== items.length) return undefined;
  return { conditions, document: placedInside(annotation, inner.document, mapping.document), path: [] };
}

const FIGURES: readonly string[] = ["factor", "budgetPercent", "percent", "rearmPercent", "leastPerMinute"];

/** The fields in one order, whatever the order in the definition is. */
const FIELDS = [
  "name",
  "kind",
  "severity",
  "longMinutes",
  "shortMinutes",
  "factor",
  "budgetPercent",
  "percent",
  "withinMinutes",
  "lookbackMinutes",
  "rearmPercent",
  "forMinutes",
  "leastPerMinute",
  "minExcess",
  "resolveAfter",
] as const;

/** What is not set is not written. */
function toField(field: string, value: unknown): [string, YamlValue][] {
  if (typeof value === "number") return [[field, value]];
  if (typeof value !== "string") return [];
  return [[field, FIGURES.includes(field) && PLAIN.test(value) ? new PlainNumber(value) : value]];
}

const toItem = (condition: PolicyCondition): YamlValue =>
  Object.fromEntries(FIELDS.flatMap((field) => toField(field, Reflect.get(condition, field))));

/** The annotation's text, from which the same conditions are read again. */
export const writeConditions = (conditions: readonly PolicyCondition[]): string => writeYaml([conditions.map(toItem)]);
