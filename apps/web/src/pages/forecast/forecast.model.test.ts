import type { Forecast } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { chanceText, recoversText, toRateRows, toReliefRows, toRunsOutTile } from "./forecast.model.ts";

const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });
const ZONE = "Europe/Paris";
const rate = (lookbackMinutes: number, changes: Partial<Forecast["atRate"][number]> = {}): Forecast["atRate"][number] => ({
  lookbackMinutes,
  outcome: "not-at-this-rate",
  minutes: null,
  exhaustsAt: null,
  burn: fig(7, 10),
  reason: "because",
  ...changes,
});
const HOUR = rate(60, { outcome: "projected", minutes: 400, exhaustsAt: "2026-11-25T00:52Z", burn: fig(229, 10) });
const DAY = rate(1440, { outcome: "projected", minutes: 14_000, exhaustsAt: "2026-12-04T10:00Z", burn: fig(2) });
const FORECAST: Forecast = {
  objective: "checkout",
  at: "2026-11-24T18:12Z",
  atRate: [HOUR, DAY, rate(10_080)],
  chance: null,
  chanceReason: null,
  relief: [],
  recoversAt: null,
};
const firing = { firing: { rule: "page-1h-5m", severity: "page" as const, since: "2026-11-24T18:00Z" } };
const quiet = { firing: null };

test("each rate says when the budget is gone and why, within a day with clock and distance", () => {
  expect(toRateRows(FORECAST, ZONE).map(({ lookback, outcome, soon }) => [lookback, outcome, soon])).toEqual([
    ["last hour", "Wed 25 Nov 01:52, in 6\u202fh 40\u202fmin", true],
    ["last day", "Fri 4 Dec", false],
    ["last week", "Not at this rate", false],
  ]);
});

test("the tile states its look-back: the last hour while a page fires, else the last day", () => {
  expect(toRunsOutTile(FORECAST, firing, ZONE)).toEqual({
    label: "Runs out, last hour's rate",
    value: "Wed 25 Nov 01:52",
    hint: "in 6\u202fh 40\u202fmin · last day's rate: Fri 4 Dec",
    tone: "spent",
  });
  expect(toRunsOutTile(FORECAST, quiet, ZONE)).toMatchObject({ label: "Runs out, last day's rate", value: "Fri 4 Dec" });
  expect(toRunsOutTile({ ...FORECAST, atRate: [HOUR, rate(1440)] }, quiet, ZONE)).toMatchObject({ value: "Not at this rate", tone: "ink" });
  const unknown = (minutes: number) => rate(minutes, { outcome: "unknown", reason: "Too little is known." });
  expect(toRunsOutTile({ ...FORECAST, atRate: [HOUR, unknown(1440)] }, quiet, ZONE)).toMatchObject({
    value: "–",
    hint: "last hour's rate: Wed 25 Nov 01:52, in 6\u202fh 40\u202fmin",
  });
  expect(toRunsOutTile({ ...FORECAST, atRate: [unknown(60), unknown(1440)] }, quiet, ZONE)).toMatchObject({
    value: "–",
    hint: "Too little is known.",
  });
  expect(toRunsOutTile({ ...FORECAST, atRate: [] }, quiet, ZONE)).toBeNull();
});

test("an exhausted budget says when it is back", () => {
  const spent = { ...FORECAST, atRate: [rate(60), rate(1440, { outcome: "already-exhausted" })], recoversAt: "2026-11-28T10:00Z" };
  expect(toRunsOutTile(spent, quiet, ZONE)).toMatchObject({ label: "Back", value: "Sat 28 Nov" });
  expect(recoversText(spent, ZONE)).toBe("There is budget again on Sat 28 Nov 11:00 if nothing else fails.");
  expect(recoversText(FORECAST, ZONE)).toBe("");
});

test("a chance is told with its paths and is no confidence interval; without one the reason is", () => {
  const chance = {
    days: 7,
    paths: 1000,
    exhausting: 124,
    chance: fig(124, 1000),
    low: fig(4, 10),
    median: fig(6, 10),
    high: fig(103, 100),
    daysDrawnFrom: 28,
  };
  const told = chanceText({ chance, chanceReason: null });
  expect(told.text).toBe("In typical weeks the budget is spent within 7 days in 12.4\u202f% of the cases.");
  expect(told.detail).toContain("124 of 1000 paths");
  expect(told.detail).toContain("no confidence interval");
  expect(chanceText({ chance: null, chanceReason: "Only 3 days of history." }).text).toBe("Only 3 days of history.");
});

test("what comes back is dated, named by the ledger's letters, and many steps are shown on demand", () => {
  const step = (day: number, episode: string | null) => ({
    from: `2026-12-${String(day).padStart(2, "0")}T10:00Z`,
    to: `2026-12-${String(day).padStart(2, "0")}T11:00Z`,
    returns: fig(142, 1000),
    episode,
    leftAfter: fig(56, 100),
  });
  const relief = [step(1, "e1"), step(2, "gone"), { ...step(3, null), to: "2026-12-20T00:00Z" }];
  const { rows } = toReliefRows({ ...FORECAST, relief }, new Map([["e1", "A"]]), { zone: ZONE, all: false });
  expect(rows.map(({ when, returns, what, left }) => [when, returns, what, left])).toEqual([
    ["Tue 1 Dec", "+14.2\u202f%", "A leaves", "56.0\u202f%"],
    ["Wed 2 Dec", "+14.2\u202f%", "an episode leaves", "56.0\u202f%"],
    ["Thu 3 Dec to Sun 20 Dec", "+14.2\u202f%", "background leaves", "56.0\u202f%"],
  ]);
  const many = { ...FORECAST, relief: Array.from({ length: 11 }, (_, i) => step(i + 1, null)) };
  expect(toReliefRows(many, new Map(), { zone: ZONE, all: false })).toMatchObject({ more: 3 });
  expect(toReliefRows(many, new Map(), { zone: ZONE, all: true }).rows).toHaveLength(11);
});
