import { type Fraction, fraction, fractionToText, parseDecimal } from "../../src/index.ts";
import { isObject, type Json } from "./json.ts";

/** What the engine answers: golden JSON with exact numbers in place of figures. */
export type Answer = null | boolean | string | Fraction | readonly Answer[] | { readonly [key: string]: Answer };

const isFraction = (answer: Answer | undefined): answer is Fraction =>
  typeof answer === "object" && answer !== null && "num" in answer && typeof answer.num === "bigint";

/** An expected figure: an integer, an integer as text, or `{ exact, value }`. Null when it is no figure. */
function expectedFigure(expected: Json): Fraction | null {
  if (typeof expected === "number") return parseDecimal(String(expected));
  if (typeof expected === "string" && /^-?\d+(\.\d+)?$/.test(expected)) return parseDecimal(expected);
  if (!isObject(expected) || typeof expected.exact !== "string") return null;
  const [num = "", den = "1"] = expected.exact.split("/");
  return fraction(BigInt(num), BigInt(den));
}

function describe(answer: Answer | undefined): string {
  if (isFraction(answer)) return fractionToText(answer);
  return JSON.stringify(answer, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)) ?? "nothing";
}

/** Where the answer differs from what is expected; empty when it does not. Keys that the case does not mention are not compared. */
export function differences(expected: Json, answer: Answer | undefined, path = "expect"): string[] {
  const figure = isFraction(answer) ? expectedFigure(expected) : null;
  if (isFraction(answer) && figure !== null) {
    const same = figure.num === answer.num && figure.den === answer.den;
    return same ? [] : [`${path}: expected ${fractionToText(figure)}, got ${fractionToText(answer)}`];
  }
  if (Array.isArray(expected) && Array.isArray(answer)) {
    const length = Math.max(expected.length, answer.length);
    return Array.from({ length }, (_, i) => i).flatMap((i) => {
      const inPath = `${path}[${i}]`;
      if (i >= expected.length) return [`${inPath}: not expected, got ${describe(answer[i])}`];
      return differences(expected[i] ?? null, answer[i], inPath);
    });
  }
  if (isObject(expected) && isAnswerObject(answer)) {
    return Object.entries(expected).flatMap(([key, value]) => differences(value, answer[key], `${path}.${key}`));
  }
  return expected === answer ? [] : [`${path}: expected ${JSON.stringify(expected)}, got ${describe(answer)}`];
}

const isAnswerObject = (answer: Answer | undefined): answer is { readonly [key: string]: Answer } =>
  typeof answer === "object" && answer !== null && !Array.isArray(answer) && !isFraction(answer);
