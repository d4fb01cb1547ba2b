import { BurnDown, Traffic } from "@solvent/api-contract";
import { isoOfMinute } from "@solvent/domain";
import { expect, test } from "vitest";
import { entryOf, fakeBoard, NOTHING_ADJUSTED, rolling, START, steady } from "../../../test/fakes/board.ts";
import { type MemoryStream, memoryMinutes } from "../../../test/fakes/memory-minutes.ts";
import { gapSpans, unknownBands } from "./chart-gaps.ts";
import { gridOver, stepFor } from "./chart-grid.ts";
import { makeGetBurnDown } from "./get-burn-down.ts";
import { makeGetTraffic } from "./get-traffic.ts";

const WEEK = 7 * 1440;
const charts = (stream: Partial<MemoryStream>, entry = entryOf()) => {
  const streams = [{ streamId: 1, firstMinute: START, minutes: steady(WEEK), ...stream }];
  const deps = { directory: fakeBoard([entry], streams).directory, minutes: memoryMinutes(streams), adjustments: NOTHING_ADJUSTED };
  return { burnDown: makeGetBurnDown(deps), traffic: makeGetTraffic(deps) };
};

test.each([
  [6 * 60, 5],
  [1440, 10],
  [WEEK, 60],
  [28 * 1440, 60],
  [90 * 1440, 180],
  [365 * 1440, 720],
])("a chart of %i minutes has steps of %i", (minutes, step) => {
  expect(stepFor(minutes)).toBe(step);
});

test.each([
  [1440, 15, 15],
  [1440, 60, 60],
  [WEEK, 30, 60],
])("a line of %i minutes of slices of %i has steps of whole slices: %i", (minutes, slice, step) => {
  expect(stepFor(minutes, slice)).toBe(step);
});

test("a grid lies on whole steps and holds the interval", () => {
  expect(gridOver(START + 7, START + 7 + 1440)).toEqual({ from: START, to: START + 1450, stepMinutes: 10 });
});

test("the burn-down starts with everything, never rises, and ends with what the status says", async () => {
  const minutes = [...steady(WEEK / 2, 1), ...steady(WEEK / 2, 0)];
  const found = BurnDown.parse(await charts({ minutes }).burnDown("checkout"));
  const left = found.left.map((value) => value ?? Number.NaN);
  expect(left[0]).toBe(1);
  expect(left.every((value, index) => index === 0 || value <= (left[index - 1] ?? 1))).toBe(true);
  expect(left.at(-1)).toBeCloseTo(0.5, 12);
});

test("points before the coverage are not drawn as a full budget", async () => {
  const entry = entryOf({ firstMinute: START + 1440 });
  const found = await charts({ firstMinute: START + 1440, minutes: steady(WEEK - 1440) }, entry).burnDown("checkout");
  expect(found.left.slice(0, 24)).toEqual(Array.from({ length: 24 }, () => null));
  expect(found.gaps[0]).toEqual({ from: isoOfMinute(START), to: isoOfMinute(START + 1440), reason: "not-read" });
});

test("a window of which nothing is known has no budget to draw, not even at its end", async () => {
  const unread = await charts({ firstMinute: START + WEEK, minutes: [] }, entryOf({ firstMinute: START + WEEK })).burnDown("checkout");
  const silent = await charts({ minutes: Array.from({ length: WEEK }, () => null) }).burnDown("checkout");
  expect([...new Set(unread.left), ...new Set(silent.left)]).toEqual([null, null]);
});

test("a stretch without data is a gap in the traffic, not zero requests", async () => {
  const minutes = [...steady(600), ...Array.from({ length: 60 }, () => null), ...steady(WEEK - 660)];
  const found = Traffic.parse(await charts({ minutes }).traffic("checkout", { from: START, to: START + 1440 }));
  expect(found.stepMinutes).toBe(10);
  expect(found.columns[60]).toEqual({ good: 0, total: 0, known: 0, minutes: 10, sli: null });
  expect(found.gaps).toEqual([{ from: isoOfMinute(START + 600), to: isoOfMinute(START + 660), reason: "not-read" }]);
  expect(found.burnShort[63]).toBeNull();
});

test("burn rates belong to the end of their column, and a column that is not over has none", async () => {
  const minutes = [...steady(1000), ...steady(10, 100), ...steady(WEEK - 1010)];
  const found = await charts({ minutes }).traffic("checkout", { from: START, to: START + WEEK + 60 });
  const at = 16;
  expect(found.stepMinutes).toBe(60);
  expect(found.burnHour[at]).toBeCloseTo(100 / 6, 9);
  expect(found.burnHour.at(-1)).toBeNull();
});

test.each([
  ["an empty interval", { from: START, to: START }],
  ["an interval backwards", { from: START, to: START - 5 }],
  ["an interval over 400 days", { from: START - 401 * 1440, to: START }],
])("%s is refused", async (_name, range) => {
  await expect(charts({}).traffic("checkout", range)).rejects.toMatchObject({ code: "request.invalid" });
});

test("a gap that was filled is not drawn, one with a reason replaces the unexplained band", () => {
  const gap = { from: 100, to: 160, reason: "source-down", openedAtMs: 0, filledAtMs: null } as const;
  const bands = unknownBands([0, 0, 5, 0], { from: 100, stepMinutes: 30 });
  expect(gapSpans([gap, { ...gap, from: 0, to: 50, filledAtMs: 1 }], bands, { from: 0, to: 220 })).toEqual([
    { from: isoOfMinute(100), to: isoOfMinute(160), reason: "source-down" },
    { from: isoOfMinute(190), to: isoOfMinute(220), reason: "not-read" },
  ]);
});

test("history before the coverage is unknown also where a stored gap begins right behind it", () => {
  const gap = { from: 100, to: 160, reason: "no-series", openedAtMs: 0, filledAtMs: null } as const;
  const bands = unknownBands([0, 0, 0, 5], { from: 40, stepMinutes: 40 });
  expect(gapSpans([gap], bands, { from: 40, to: 200 })).toEqual([
    { from: isoOfMinute(40), to: isoOfMinute(100), reason: "not-read" },
    { from: isoOfMinute(100), to: isoOfMinute(160), reason: "no-series" },
  ]);
});

test("a window that begins inside a step is drawn from its own start", async () => {
  const [windowMinutes, firstMinute] = [40 * 1440, START - 33 * 1440 + 120];
  const entry = entryOf({ terms: rolling(windowMinutes), firstMinute, watermark: firstMinute + windowMinutes + 7 });
  const found = await charts({ firstMinute, minutes: steady(windowMinutes + 7) }, entry).burnDown("checkout");
  expect(found.stepMinutes).toBe(180);
  expect(found.left[0]).toBe(1);
});
