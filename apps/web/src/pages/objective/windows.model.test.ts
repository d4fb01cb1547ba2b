import type { ObjectiveStatus } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { CHECKOUT, WINDOWS } from "../../../test/fake-board.ts";
import { burnDownOf, definitionOf, type FakeObjective, statusOf } from "../../../test/fake-objectives.ts";
import { toBurnDownSeries } from "../../charts/burn-down.series.ts";
import { adjustedLegend, burnDownTitle, burnDownWindow, endOfLine, futureText } from "./burn-down.model.ts";
import { meaningText } from "./objective.model.ts";
import { toBudgetTile, toSliTile, toSpentTile, toWindowNotes } from "./tiles.model.ts";

const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });
const named = (name: string): FakeObjective => {
  const found = WINDOWS.find((o) => o.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const [MONTHLY, SLICED, PLANNED] = ["invoice-api", "login-probe", "map-tiles"].map((name) => named(name)) as [
  FakeObjective,
  FakeObjective,
  FakeObjective,
];
const monthly = statusOf(MONTHLY);
const slicesOf = (o: FakeObjective) => definitionOf(o).slices;

test("a calendar window shows what is spent so far beside what that is of the whole month as projected", () => {
  const budget = { ...monthly.budget, consumedFraction: fig(3, 10), projectedConsumedFraction: fig(24, 100) };
  expect(toSpentTile({ ...monthly, budget })).toEqual({
    label: "Spent, this month",
    figures: [
      { term: "so far", text: "30.0\u202f%", over: false },
      { term: "as projected for the whole month", text: "24.0\u202f%", over: false },
    ],
  });
  expect(toSpentTile(statusOf(CHECKOUT))).toBeNull();
  expect(toSpentTile(statusOf(PLANNED))).toBeNull();
});

test("tiles of a calendar window are named by the period", () => {
  expect(toSliTile(monthly).label).toBe("SLI, this month");
  expect(toBudgetTile(monthly, null).label).toBe("Budget left, this month");
});

test("slices are counted as such, with their length, and planned ones say so", () => {
  const rolling = toBudgetTile(statusOf(SLICED), slicesOf(SLICED));
  expect(rolling.hint).toMatch(/ of bad slices · \d+ slices of 5\u202fmin$/);
  expect(toBudgetTile(statusOf(PLANNED), slicesOf(PLANNED)).hint).toContain("planned for the whole month");
  const few = statusOf(SLICED);
  const summary = { ...few.summary, allowedBad: fig(4), remainingBad: fig(3) };
  expect(toBudgetTile({ ...few, summary }, slicesOf(SLICED)).hint).toBe("3 slices: bad slices of 5\u202fmin");
});

test("the meaning of a slice objective says when a slice is good", () => {
  const promise = { description: null, targetPercent: "99.5", window: { kind: "rolling", minutes: 40_320 } as const };
  const slices = { minutes: 5, targetPercent: "99", noTraffic: "good", missing: "exclude" } as const;
  expect(meaningText({ ...promise, slices })).toBe("99.5\u202f% of 5\u202fmin slices, each good from 99\u202f% on, over 28 days, rolling.");
  expect(meaningText({ ...promise, slices: { ...slices, targetPercent: null } })).toBe(
    "99.5\u202f% as the mean of 5\u202fmin slices over 28 days, rolling.",
  );
});

const noted = (window: Partial<ObjectiveStatus["window"]>, adjustments: Partial<ObjectiveStatus["adjustments"]> = {}) =>
  toWindowNotes(
    { ...monthly, window: { ...monthly.window, ...window }, adjustments: { ...monthly.adjustments, ...adjustments } },
    null,
    "Europe/Paris",
  ).map(({ text }) => text);

test("notes tell what the window is, that it is partial, that its start is exact to the hour, and that too much is excluded", () => {
  expect(noted({})).toEqual(["This month · Europe/Paris, 6 days left"]);
  expect(noted({ partial: true, from: "2026-11-10T08:00Z" })[1]).toBe("Partial: only what came since Tue 10 Nov 09:00 counts");
  expect(noted({ resolution: "hour" })[1]).toMatch(/exact to the hour/);
  expect(noted({}, { excludedTooMuch: true, excludedFraction: fig(72, 1000) })[1]).toMatch(
    /^7\.2\u202f% of the window is excluded, more than 5\u202f%/,
  );
  expect(toWindowNotes(statusOf(SLICED), slicesOf(SLICED), "UTC")[0]?.text).toBe("28-day window · counts bad slices of 5\u202fmin");
});

test("the budget without adjustments stands beside the one with them", () => {
  const without = { good: 1, total: 1, bad: fig(1), mass: fig(1), sli: null, met: null, remainingFraction: fig(362, 1000) };
  const status = { ...monthly, adjustments: { ...monthly.adjustments, count: 2, without } };
  expect(toBudgetTile(status, null).hint).toContain("36.2\u202f% without 2 adjustments");
});

test("the burn-down of a month ends with the month, and its line now", () => {
  const data = burnDownOf(MONTHLY);
  const series = toBurnDownSeries(data, burnDownWindow(data, monthly));
  expect(new Date(series.fromMs).toISOString()).toBe("2026-10-31T23:00:00.000Z");
  expect(new Date(series.toMs).toISOString()).toBe("2026-11-30T23:00:00.000Z");
  expect(series.points.at(-1)?.ms).toBe(series.nowMs);
  expect(futureText(monthly)).toBe("6 days left");
  expect(futureText(statusOf(CHECKOUT))).toBe("");
});

test("what is drawn against a projection says so, also at the end of its line", () => {
  const data = { ...burnDownOf(MONTHLY), left: [1, 0.5, 0.25, null] };
  expect(burnDownTitle(monthly, data)).toBe("This month, 100\u202f% of the projected budget at its start minus what was spent since");
  expect(endOfLine(monthly, data)).toEqual({ when: "now", left: "25.0\u202f% left as projected" });
  expect(burnDownTitle(null, undefined)).toBe("100\u202f% at its start minus what was spent since");
});

test("the legend counts stretches of each kind in words", () => {
  const band = (mode: "exclude" | "forgive") => ({ fromMs: 0, toMs: 1, mode, label: "" });
  expect(adjustedLegend({ bands: [], adjusted: [band("exclude"), band("forgive"), band("forgive")] })).toEqual({
    adjusted: [
      { mode: "exclude", text: "1 stretch excluded" },
      { mode: "forgive", text: "2 stretches forgiven" },
    ],
    counts: ["0 gaps", "1 stretch excluded", "2 stretches forgiven"],
  });
});
