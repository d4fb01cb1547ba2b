import type { Traffic } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { burnTicks, burnTop, countTicks, onBurnAxis, sliAxis, toRangeSeries, toRangeTable, toSliPoints } from "./range.series.ts";

const column = (good: number, total: number, known = 60, minutes = 60): Traffic["columns"][number] => ({
  good,
  total,
  known,
  minutes,
  sli: total === 0 ? null : good / total,
});

const data: Traffic = {
  from: "2026-11-24T00:00Z",
  to: "2026-11-24T04:00Z",
  stepMinutes: 60,
  columns: [column(600, 600), column(0, 0, 0), column(540, 600, 30), column(0, 0)],
  burnHour: [0, null, 40, 0],
  burnShort: [0, null, 80, 0],
  gaps: [{ from: "2026-11-24T01:00Z", to: "2026-11-24T02:00Z", reason: "source-down" }],
};
const END = Date.parse(data.to);

test("a column without a known minute is unknown, a known one without traffic is zero", () => {
  const { columns } = toRangeSeries(data, END);
  expect(columns.map((c) => c.sli)).toEqual([1, null, 0.9, null]);
  expect(columns.map((c) => c.goodPerMinute)).toEqual([10, null, 18, 0]);
});

test("the tail beyond the watermark is a gap of its own", () => {
  const { bands } = toRangeSeries(data, END - 3_660_000);
  expect(bands.map((b) => b.reason)).toEqual(["the source did not answer", "not read yet"]);
});

test("a last step that reaches a little beyond the watermark ends there, without a gap", () => {
  const { bands, toMs, columns } = toRangeSeries({ ...data, gaps: [] }, END - 9 * 60_000);
  expect(bands).toEqual([]);
  expect([toMs, columns.at(-1)?.endMs]).toEqual([END - 9 * 60_000, END - 9 * 60_000]);
});

test("many columns are summed to at most 160 and keep the peak of the burn rate", () => {
  const many: Traffic = {
    ...data,
    to: "2026-11-25T00:00Z",
    stepMinutes: 1,
    columns: Array.from({ length: 1440 }, () => column(9, 10, 1, 1)),
    burnHour: Array.from({ length: 1440 }, (_, i) => (i === 700 ? 99 : 1)),
    burnShort: Array.from({ length: 1440 }, () => 1),
    gaps: [],
  };
  const series = toRangeSeries(many, Date.parse(many.to));
  expect(series.columns.length).toBeLessThanOrEqual(160);
  expect(series.columns.reduce((sum, c) => sum + c.total, 0)).toBe(14_400);
  expect(Math.max(...series.burn.map((p) => p.hour ?? 0))).toBe(99);
  expect(series.burn.at(-1)?.ms).toBe(series.toMs);
});

test("the burn axis ends at 100×, at the fastest possible rate of a low target, or where it really was", () => {
  const calm = [{ ms: 0, hour: 2, short: null }];
  expect(burnTop(calm, 0.999)).toBe(100);
  expect(burnTop(calm, 0.98)).toBeCloseTo(50);
  expect(burnTop([{ ms: 0, hour: 2, short: 700 }], 0.999)).toBeCloseTo(1000);
  expect(burnTicks(burnTop(calm, 0.98))).toEqual([0.1, 1, 10]);
  expect([onBurnAxis(0, 100), onBurnAxis(5, 100), onBurnAxis(500, 100), onBurnAxis(null, 100)]).toEqual([0.1, 5, 100, null]);
});

test("the SLI axis goes from the worst column to 100 % in round steps", () => {
  const axis = sliAxis([{ ms: 0, sli: 0.957, below: null }], 0.999);
  expect(axis.ticks.map((t) => Math.round(t * 1000) / 10)).toEqual([100, 98, 96, 94]);
  expect(axis.digits).toBe(0);
  const fine = sliAxis([{ ms: 0, sli: 0.9999, below: null }], 0.9995);
  expect(fine.digits).toBe(2);
  expect(fine.domain[0]).toBeCloseTo(0.9994);
});

test("the area under the target exists only where the SLI is below it", () => {
  const points = toSliPoints(toRangeSeries(data, END), 0.95);
  expect(points.map((p) => p.below)).toEqual([null, null, [0.9, 0.95], null, null]);
});

test("count ticks are round and reach the highest column", () => {
  expect(countTicks(1246)).toEqual([0, 500, 1000, 1500]);
  expect(countTicks(0)).toEqual([0, 1]);
});

test("the table leaves unknown cells empty and keeps zero as zero", () => {
  const { rows } = toRangeTable(toRangeSeries(data, END));
  expect(rows[1]).toEqual(["2026-11-24T01:00Z", "0 of 60", null, null, null, null, null]);
  expect(rows[2]?.slice(1, 5)).toEqual(["30 of 60", 600, 60, 90]);
  expect(rows[3]?.slice(2, 5)).toEqual([0, 0, null]);
});
