import { expect, test } from "vitest";
import { BAR_WIDTH, BAR_ZERO, budgetBar } from "./budget-bar.series.ts";

const UNIT = BAR_WIDTH - BAR_ZERO;

test("what is left runs right from zero, and the last day's loss follows it", () => {
  const bar = budgetBar(0.411, 0.054);
  expect(bar.left).toEqual({ x: BAR_ZERO, width: 0.411 * UNIT });
  expect(bar.lastDay?.x).toBeCloseTo(BAR_ZERO + 0.411 * UNIT + 1);
  expect(bar.lastDay?.width).toBeCloseTo(0.054 * UNIT);
});

test("an overspent budget runs left from zero and is clamped at −35 % with a mark", () => {
  expect(budgetBar(-0.177, 0.2)).toMatchObject({ left: null, lastDay: null, over: { clamped: false } });
  const over = budgetBar(-5.82, null).over;
  expect(over?.clamped).toBe(true);
  expect(over?.x).toBeCloseTo(0);
  expect(over?.width).toBeCloseTo(BAR_ZERO);
});

test("an unknown budget draws nothing, an empty one only its zero", () => {
  expect(budgetBar(null, 0.1)).toEqual({ left: null, over: null, lastDay: null });
  expect(budgetBar(0, null)).toEqual({ left: null, over: null, lastDay: null });
});

test("a small loss stays visible and no loss leaves the track", () => {
  expect(budgetBar(0.5, 0.01).lastDay?.width).toBe(2);
  expect(budgetBar(0.5, 0.001).lastDay).toBeNull();
  const full = budgetBar(0.999, 0.4).lastDay;
  expect(full === null || full.x + full.width <= BAR_WIDTH).toBe(true);
});
