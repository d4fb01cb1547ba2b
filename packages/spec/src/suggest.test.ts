import { expect, test } from "vitest";
import { didYouMean, findSuggestion, quoted } from "./suggest.ts";

const FIELDS = ["service", "indicator", "indicatorRef", "timeWindow", "objectives", "op"];

test.each([
  ["servise", "service"],
  ["sevrice", "service"],
  ["Service", "service"],
  ["timewindow", "timeWindow"],
  ["timeWindows", "timeWindow"],
  ["indicatorref", "indicatorRef"],
  ["objectve", "objectives"],
])("%s is taken for a slip of %s", (word, expected) => {
  expect(findSuggestion(word, FIELDS)).toBe(expected);
});

test.each(["owner", "", "sv", "opp", "x".repeat(100_000)])("nothing is suggested for a word that resembles no field (%#)", (word) => {
  expect(findSuggestion(word, FIELDS)).toBeNull();
});

test("the nearest of several is suggested", () => {
  expect(findSuggestion("indicatorReff", FIELDS)).toBe("indicatorRef");
});

test("a suggestion is a question, and nothing where there is none", () => {
  expect(didYouMean("servise", FIELDS)).toBe(', did you mean "service"?');
  expect(didYouMean("owner", FIELDS)).toBe("");
});

test("a quoted word is cut and escaped", () => {
  expect(quoted('a"\n')).toBe('"a\\"\\n"');
  expect(quoted("x".repeat(100))).toHaveLength(63);
});
