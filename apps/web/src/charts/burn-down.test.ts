import type { BurnDown } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { budgetTicks, toBurnDownSeries, toBurnDownTable } from "./burn-down.series.ts";

const data: BurnDown = {
  from: "2026-11-24T00:00Z",
  to: "2026-11-24T05:00Z",
  stepMinutes: 60,
  left: [1, 0.9, 0.9, 0.9, 0.7, 0.411],
  bad: [0, 3, 0, 0, "2.5", 9],
  unit: "events",
  projected: false,
  adjusted: [],
  gaps: [{ from: "2026-11-24T01:00Z", to: "2026-11-24T03:00Z", reason: "source-down" }],
};

const rolling = (from: string, to: string) => {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  return { fromMs, toMs, nowMs: toMs, startMs: fromMs };
};
const WINDOW = rolling(data.from, data.to);

test("a grid that reaches beyond the window is cut at both its ends", () => {
  const window = rolling("2026-11-24T00:20Z", "2026-11-24T04:40Z");
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

test("a calendar period is drawn whole: nothing after now, even spending from where the objective began", () => {
  const at = (text: string) => Date.parse(`2026-11-24T${text}Z`);
  const period = { fromMs: at("00:00"), toMs: at("12:00"), nowMs: at("05:00"), startMs: at("01:00") };
  const series = toBurnDownSeries({ ...data, gaps: [] }, period);
  expect([series.fromMs, series.toMs, series.nowMs, series.paceFromMs]).toEqual([at("00:00"), at("12:00"), at("05:00"), at("01:00")]);
  expect(series.points.at(-1)).toEqual({ ms: at("05:00"), left: 0.411 });
  expect(series.points.every(({ ms }) => ms >= at("01:00"))).toBe(true);
});

test("what is null after now in a calendar period is not drawn as a gap at its end", () => {
  const at = (text: string) => Date.parse(`2026-11-24T${text}Z`);
  const whole = { ...data, gaps: [], to: "2026-11-24T12:00Z", left: [...data.left, null, null, null] };
  const series = toBurnDownSeries(whole, { fromMs: at("00:00"), toMs: at("12:00"), nowMs: at("05:00"), startMs: at("00:00") });
  expect(series.points.map(({ left }) => left)).toEqual(data.left);
});

test("adjustments are bands with their words, cut to the window, also those still to come in a calendar period", () => {
  const adjusted = [
    { from: "2026-11-24T06:00Z", to: "2026-11-24T08:00Z", mode: "exclude" as const },
    { from: "2026-11-23T23:00Z", to: "2026-11-24T00:30Z", mode: "forgive" as const },
  ];
  const at = (text: string) => Date.parse(`2026-11-24T${text}Z`);
  const series = toBurnDownSeries(
    { ...data, adjusted },
    { fromMs: at("00:00"), toMs: at("12:00"), nowMs: at("05:00"), startMs: at("00:00") },
  );
  expect(series.adjusted.map(({ label }) => label)).toEqual(["forgiven 30\u202fmin", "excluded 2\u202fh"]);
  expect(toBurnDownSeries({ ...data, adjusted }, WINDOW).adjusted).toHaveLength(1);
});
