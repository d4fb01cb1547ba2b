import { fractionToText, type Measured, parseMeasured } from "@solvent/domain";
import { expect, test } from "vitest";
import { aggregateValues } from "./aggregate.ts";

const values = (...texts: string[]): Measured[] => texts.flatMap((text) => parseMeasured(text) ?? []);
const shown = (value: Measured | null): string | null => (value === null || typeof value === "string" ? value : fractionToText(value));

test("several values make one exactly, where doubles would not", () => {
  const thirds = values("0.1", "0.2", "0.4");
  expect((["min", "max", "sum", "avg"] as const).map((aggregate) => shown(aggregateValues(aggregate, thirds)))).toEqual([
    "1/10",
    "2/5",
    "7/10",
    "7/30",
  ]);
});

test("an infinite value is the largest or the least, and the sum of all", () => {
  const infinite = values("-3", "+Inf");
  expect((["min", "max", "sum", "avg"] as const).map((aggregate) => shown(aggregateValues(aggregate, infinite)))).toEqual([
    "-3/1",
    "infinite",
    "infinite",
    "infinite",
  ]);
});

test("infinite values of both signs have no sum", () => {
  const both = values("+Inf", "-Inf", "1");
  expect(aggregateValues("sum", both)).toBeNull();
  expect(aggregateValues("avg", both)).toBeNull();
  expect(aggregateValues("min", both)).toBe("-infinite");
});
