import { WhatIf } from "@solvent/api-contract";
import { beforeAll, describe, expect, test } from "vitest";
import { iso, START, useShop, withOutages } from "./backtest-shop.ts";

const DAY = 1440;
const TERMS = { targetPercent: "99", window: { kind: "rolling", minutes: 2 * DAY } };
/** Of 288 000 events in the window 3000 fail, in 30 minutes of its second day: 2880 may. */
const OUTAGE = START + 2 * DAY + 600;
const AT = START + 3 * DAY;
const defineWithOutage = (fields: object = {}) => shop.define({ ...TERMS, ...fields }, withOutages(3 * DAY, [[2 * DAY + 600, 30]]));

const shop = useShop();
const ask = async (body: object): Promise<WhatIf> => WhatIf.parse((await shop.ask("what-if", body)).json);
const instant = (minute: number) => new Date(minute * 60_000).toISOString();

const PRESENT = {
  targetPercent: "99",
  window: TERMS.window,
  method: "occurrences",
  from: iso(AT - 2 * DAY),
  to: iso(AT),
  unit: "events",
  coverage: { minutes: 2 * DAY, counted: 2 * DAY, missing: 0, excluded: 0, noTraffic: 0 },
  bad: { exact: "3000/1", value: 3000 },
  mass: { exact: "288000/1", value: 288_000 },
  sli: { exact: "95/96", value: 95 / 96 },
  met: false,
  allowed: { exact: "2880/1", value: 2880 },
  remainingFraction: { exact: "-1/24", value: -1 / 24 },
  projectedConsumedFraction: null,
  daysMissed: 1,
  daysJudged: 2,
  episodes: [{ from: iso(OUTAGE), to: iso(OUTAGE + 30), bad: { exact: "3000/1", value: 3000 }, share: { exact: "25/24", value: 25 / 24 } }],
  episodeCount: 1,
  backgroundBad: { exact: "0/1", value: 0 },
};

describe("what if", () => {
  test("nothing were different: both cards say what is, worked out by hand", async () => {
    await defineWithOutage();
    expect(await ask({})).toEqual({ objective: "checkout", at: iso(AT), present: PRESENT, tried: PRESENT });
  });

  test("the present card is the status of the objective", async () => {
    await defineWithOutage();
    const { json: status } = await shop.api.call("GET", "/objectives/checkout/status");
    const { present } = await ask({});
    expect([status.sliBad, status.sliMass, status.summary.sli, status.met]).toEqual([present.bad, present.mass, present.sli, present.met]);
    expect([status.budget.allowed, status.budget.remainingFraction]).toEqual([present.allowed, present.remainingFraction]);
  });

  test("the target were lower", async () => {
    await defineWithOutage();
    const { present, tried } = await ask({ targetPercent: "97.5" });
    expect(present).toEqual(PRESENT);
    expect(tried).toMatchObject({
      targetPercent: "97.5",
      met: true,
      allowed: { exact: "7200/1" },
      remainingFraction: { exact: "7/12" },
      daysMissed: 0,
      episodes: [{ share: { exact: "5/12" } }],
    });
  });

  test("the window were longer, or a day of a calendar", async () => {
    await defineWithOutage();
    const { tried } = await ask({ window: { kind: "rolling", minutes: 4 * DAY } });
    expect(tried).toMatchObject({
      from: iso(AT - 4 * DAY),
      coverage: { minutes: 4 * DAY, counted: 3 * DAY, missing: DAY },
      allowed: { exact: "4320/1" },
      daysJudged: 3,
      daysMissed: 1,
    });
    const { tried: calendar } = await ask({ window: { kind: "calendar", unit: "month", zone: "UTC" } });
    // 2026-02-16 is the first day that is stored. All of February has 28 days, of which 18 have passed: the rest is projected.
    expect(calendar).toMatchObject({ from: iso(Date.UTC(2026, 1, 1) / 60_000), allowed: { exact: "4320/1" }, met: true });
    expect(calendar.projectedConsumedFraction).toEqual({ exact: "25/56", value: 25 / 56 });
  });

  test("slices were counted, of any length", async () => {
    await defineWithOutage();
    const slices = { minutes: 5, targetPercent: "95" };
    const { tried } = await ask({ method: "timeslices", slices });
    expect(tried).toMatchObject({
      unit: "slices",
      bad: { exact: "6/1" },
      mass: { exact: "576/1" },
      allowed: { exact: "144/25" },
      remainingFraction: { exact: "-1/24" },
      episodes: [{ bad: { exact: "6/1" }, share: { exact: "25/24" } }],
    });
    const { tried: hours } = await ask({ method: "timeslices", slices: { minutes: 60, targetPercent: "95" } });
    expect(hours).toMatchObject({ bad: { exact: "1/1" }, mass: { exact: "48/1" } });
    const { tried: ratios } = await ask({ method: "ratio_timeslices", slices: { minutes: 60 } });
    expect(ratios).toMatchObject({ bad: { exact: "1/2" }, mass: { exact: "48/1" }, sli: { exact: "95/96" } });
  });

  test("events were counted in place of slices, or ratios in place of good slices: what they lack falls away", async () => {
    await defineWithOutage({ method: "timeslices", slices: { minutes: 30, targetPercent: "95" } });
    const { present, tried } = await ask({ method: "occurrences" });
    expect(present).toMatchObject({ unit: "slices", bad: { exact: "1/1" }, mass: { exact: "96/1" } });
    expect(tried).toEqual(PRESENT);
    const { tried: ratios } = await ask({ method: "ratio_timeslices" });
    expect(ratios).toMatchObject({ bad: { exact: "1/1" }, mass: { exact: "96/1" } });
  });

  test("something were excluded or forgiven, on top of what is recorded or without it", async () => {
    await defineWithOutage();
    const body = { scope: "objective", name: "checkout", mode: "exclude", category: "maintenance", reason: "planned" };
    await shop.api.call("POST", "/adjustments", { body: { ...body, from: instant(OUTAGE), to: instant(OUTAGE + 10) } });
    const forgive = { from: instant(OUTAGE + 10), to: instant(OUTAGE + 25), mode: "forgive" };
    const { present, tried } = await ask({ adjustments: [forgive] });
    expect(present).toMatchObject({ bad: { exact: "2000/1" }, mass: { exact: "287000/1" }, coverage: { excluded: 10 } });
    expect(tried).toMatchObject({ bad: { exact: "500/1" }, mass: { exact: "287000/1" }, coverage: { excluded: 10 } });
    const { tried: without } = await ask({ withoutRecorded: true });
    expect(without).toEqual(PRESENT);
  });

  test("the data source were never asked, and nothing is stored", async () => {
    await defineWithOutage();
    const before = await shop.api.call("GET", "/objectives/checkout");
    await ask({ targetPercent: "50", method: "timeslices", slices: { minutes: 1, targetPercent: "50" } });
    expect((await shop.api.call("GET", "/objectives/checkout")).json).toEqual(before.json);
  });
});

describe("terms to try are refused", () => {
  beforeAll(() => shop.define(TERMS, withOutages(120)));

  test("for an objective that does not exist", async () => {
    const { status, json } = await shop.api.call("POST", "/objectives/nobody/what-if", { body: {} });
    expect([status, json.code]).toEqual([404, "objective.not-found"]);
  });

  test.each([
    ["an impossible target", { targetPercent: "0" }, "targetPercent"],
    ["an unknown zone", { window: { kind: "calendar", unit: "month", zone: "Europe/Atlantis" } }, "window.zone"],
    ["a window of 367 days", { window: { kind: "rolling", minutes: 367 * DAY } }, "window.minutes"],
    ["a method without the slices that it needs", { method: "timeslices" }, "slices"],
    ["slices that the method does not have", { slices: { minutes: 5, targetPercent: "95" } }, "slices"],
    ["slices without a target", { method: "timeslices", slices: { minutes: 5 } }, "slices.targetPercent"],
    ["slices with an impossible target", { method: "timeslices", slices: { minutes: 5, targetPercent: "101" } }, "slices.targetPercent"],
    [
      "an adjustment that ends before it begins",
      { adjustments: [{ from: instant(AT), to: instant(AT - 1), mode: "exclude" }] },
      "adjustments[0].to",
    ],
    ["an adjustment of no kind", { adjustments: [{ from: instant(AT - 1), to: instant(AT), mode: "hide" }] }, "adjustments[0].mode"],
  ])("with %s, and says where", async (_, body, path) => {
    const { status, json } = await shop.ask("what-if", body);
    expect([status, json.code, json.errors]).toEqual([400, "request.invalid", [expect.objectContaining({ path })]]);
  });
});
