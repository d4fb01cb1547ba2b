import type { BurnDown } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { budgetTicks, toBurnDownSeries, toBurnDownTable } from "./burn-down.series.ts";

const data: BurnDown = {
  from: "2026-11-24T00:00Z",
  to: "2026-11-24T05:00Z",
  stepMinutes: 60,
  left: [1, 0.9, 0.9, 0.9, 0.7, 0.411],
  bad: [0, 3, 0, 0, "2.5", 9],
  gaps: [{ from: "2026-11-24T01:00Z", to: "2026-11-24T03:00Z", reason: "source-down" }],
};

const WINDOW = { fromMs: Date.parse(data.from), toMs: Date.parse(data.to) };

test("a grid that reaches beyond the window is cut at both its ends", () => {
  const window = { fromMs: Date.parse("2026-11-24T00:20Z"), toMs: Date.parse("2026-11-24T04:40Z") };
  const { points, fromMs, toMs } = toBurnDownSeries({ ...data, gaps: [] }, window);
  expect([points[0]?.ms, points.at(-1)?.ms]).toEqual([window.fromMs, window.toMs]);
  expect([fromMs, toMs]).toEqual([window.fromMs, window.toMs]);
});

test("the line stops at a gap and starts again after it", () => {
  const series = toBurnDownSeries(data, WINDOW);
  expect(series.points.map((p) => p.left)).toEqual([1, 0.9, null, 0.9, 0.7, 0.411]);
  expect(series.bands).toHaveLength(1);
});

test("a sound budget is drawn from −10 to 100 % in steps of 25 %", () => {
  const series = toBurnDownSeries(data, WINDOW);
  expect(series.domain).toEqual([-0.1, 1]);
  expect(series.ticks).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(series.exhausted).toBe(false);
});

test("an exhausted budget is drawn down to its value", () => {
  const series = toBurnDownSeries({ ...data, left: [1, 0.5, 0.2, 0, -0.4, -5.82] }, WINDOW);
  expect(series.domain).toEqual([-5.82, 1]);
  expect(series.exhausted).toBe(true);
  expect(budgetTicks(-0.177)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(budgetTicks(-5.82)).toEqual([-4, -2, 0, 1]);
});

test("minutes before the coverage stay unknown", () => {
  expect(toBurnDownSeries({ ...data, gaps: [], left: [null, null, 1, 0.9, 0.9, 0.8] }, WINDOW).points[0]?.left).toBeNull();
});

test("the table has one row per step with per cent and counts, unknown left empty", () => {
  const table = toBurnDownTable({ ...data, left: [null, 0.9] });
  expect(table.rows).toEqual([
    ["2026-11-24T00:00Z", null, 0],
    ["2026-11-24T01:00Z", 90, 3],
  ]);
});
