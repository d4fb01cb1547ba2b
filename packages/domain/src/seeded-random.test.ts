import { expect, test } from "vitest";
import { makeDraws } from "./seeded-random.ts";

const draws = (seed: string, count: number, limit: number): number[] => {
  const draw = makeDraws(seed);
  return Array.from({ length: count }, () => draw(limit));
};

test("the same seed gives the same draws, another one gives others", () => {
  expect(draws("checkout@1", 50, 1000)).toEqual(draws("checkout@1", 50, 1000));
  expect(draws("checkout@1", 50, 1000)).not.toEqual(draws("checkout@2", 50, 1000));
});

test("draws are whole numbers below the limit, each about equally often", () => {
  const counts = new Array<number>(10).fill(0);
  for (const value of draws("seed", 100_000, 10)) counts[value] = (counts[value] ?? 0) + 1;
  expect(counts).toHaveLength(10);
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

test("neighbouring draws do not depend on each other", () => {
  const values = draws("seed", 100_001, 2);
  const same = values.slice(1).filter((value, i) => value === values[i]).length;
  expect(Math.abs(same - 50_000)).toBeLessThan(1000);
});

test("a limit of one leaves nothing to choose", () => {
  expect(new Set(draws("", 100, 1))).toEqual(new Set([0]));
});
