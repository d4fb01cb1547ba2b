import { expect, test } from "vitest";
import { budgetLine, burnColumns, burnY, SPARK_HEIGHT, SPARK_WIDTH } from "./sparkline.series.ts";

test("1× stands at a fifth of the height on the square-root scale to 25×", () => {
  expect(burnY(1)).toBeCloseTo(SPARK_HEIGHT * 0.8);
  expect(burnY(25)).toBe(0);
  expect(burnY(4000)).toBe(0);
});

test("columns over 1× are red, unknown ones are bands, zero draws nothing", () => {
  expect(burnColumns([0, 0.5, 1, 3, null]).map((c) => c.kind)).toEqual(["calm", "calm", "over", "unknown"]);
  expect(burnColumns([null])[0]).toMatchObject({ x: 0, width: SPARK_WIDTH, y: 0, height: SPARK_HEIGHT });
});

test("the budget line is interrupted where nothing is known, and the gap is a band", () => {
  const line = budgetLine([1, 0.9, null, null, 0.8, 0.7]);
  expect(line.path.match(/M/g)).toHaveLength(2);
  expect(line.unknown).toEqual([{ x: 17.6, width: 52.8 }]);
  expect(line.end?.x).toBe(SPARK_WIDTH);
});

test("the zero line of a sound budget leaves −10 % of room; an exhausted one reaches down to its value", () => {
  expect(budgetLine([1, 0.5]).zeroY).toBeCloseTo(25.5, 1);
  expect(budgetLine([1, -1]).zeroY).toBe(14);
  expect(budgetLine([1, -1]).end?.y).toBe(SPARK_HEIGHT);
});

test("history that begins late is unknown before, not full", () => {
  const line = budgetLine([null, null, 0.9]);
  expect(line.unknown).toEqual([{ x: 0, width: SPARK_WIDTH }]);
  expect(line.path).toBe("M88 2.5");
});
