import { type Dsl, exists } from "../dsl.ts";
import type { KqlToken } from "./lexer.ts";

export type Literal = KqlToken & { readonly kind: "word" | "phrase" };

const RANGES = { "<": "lt", "<=": "lte", ">": "gt", ">=": "gte" } as const;
export type RangeOperator = keyof typeof RANGES;

/** `field: literal`. A word is matched as the field analyses it, a quoted text as a phrase; on fields of keywords and numbers both are exact. */
export function toCondition(field: string, literal: Literal): Dsl {
  if (literal.kind === "phrase") return literal.text === "" ? { term: { [field]: "" } } : { match_phrase: { [field]: literal.text } };
  if (literal.pattern === "*") return exists(field);
  if (literal.pattern !== null) return { wildcard: { [field]: { value: literal.pattern } } };
  return { match: { [field]: literal.text } };
}

/** `field <= literal`. The digits go to the source as they were written. */
export const toRange = (field: string, operator: RangeOperator, { text }: Literal): Dsl => ({
  range: { [field]: { [RANGES[operator]]: text } },
});
