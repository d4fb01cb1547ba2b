import { type Fraction, fraction, fractionToText, isoOfMinute, ONE, subtractFractions } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const HOUR = 60;
const DAYS_30 = 30 * 1440;
const database = useTestDatabase();
/** The running minute: everything before it is stored. */
const at = Math.floor(Date.now() / 60_000);
let api: TestApp;

beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true });
  await api.call("POST", "/sources", { body: SOURCE });
});
afterAll(() => api.close());

/** Equal minutes; events per minute. */
interface Stretch {
  readonly minutes: number;
  readonly bad: number;
  readonly total: number;
}

/** A new objective of which exactly these minutes are known, oldest first, up to now. */
async function measured(name: string, terms: object, stretches: readonly Stretch[]): Promise<void> {
  const created = await api.call("POST", "/objectives", {
    body: objective({ name, window: { kind: "rolling", minutes: DAYS_30 }, indicator: indicatorOf(name), ...terms }),
  });
  expect(created.status, created.text).toBe(201);
  let from = at - stretches.reduce((sum, { minutes }) => sum + minutes, 0);
  const runs = stretches.map(({ minutes, bad, total }) => {
    const run = { from: isoOfMinute(from), minutes, good: String(total - bad), total: String(total) };
    from += minutes;
    return run;
  });
  const stored = await api.call("PUT", `/test/objectives/${name}/minutes`, { body: { at: isoOfMinute(at), runs } });
  expect(stored.status, stored.text).toBe(204);
}

/** A stream of its own for each. */
const indicatorOf = (name: string) => ({
  kind: "ratio",
  counter: true,
  numerator: "bad",
  part: { source: "prom", spec: { query: `http_requests_total{code=~"5..",of="${name}"}` } },
  total: { source: "prom", spec: { query: `http_requests_total{of="${name}"}` } },
});

const status = async (name: string) => (await api.call("GET", `/objectives/${name}/status`)).json;
const row = async (name: string) => (await api.call("GET", `/objectives?search=${name}&limit=1`)).json.items[0];

/** Of a budget of 0.1 %. */
const leftOf = (bad: bigint, total: bigint): Fraction => subtractFractions(ONE, fraction(bad * 1000n, total));

const SHAPES = [
  {
    name: "a quiet outage after a month of heavy traffic",
    objective: "shape-quiet-outage",
    stretches: [
      { minutes: 719 * HOUR, bad: 0, total: 60_000 },
      { minutes: HOUR, bad: 60, total: 60 },
    ],
    left: leftOf(3_600n, 719n * 3_600_000n + 3_600n),
    percent: 99.86,
  },
  {
    name: "a busy hour with errors after a quiet month",
    objective: "shape-busy-errors",
    stretches: [
      { minutes: 300 * HOUR, bad: 0, total: 600 },
      { minutes: HOUR, bad: 6_000, total: 60_000 },
      { minutes: 419 * HOUR, bad: 0, total: 600 },
    ],
    left: leftOf(360_000n, 719n * 36_000n + 3_600_000n),
    percent: -1121,
  },
  {
    name: "thirty busy hours that fail more often than the rest",
    objective: "shape-busy-days",
    stretches: [
      { minutes: 690 * HOUR, bad: 1.5, total: 3_000 },
      { minutes: 30 * HOUR, bad: 240, total: 120_000 },
    ],
    left: leftOf(690n * 90n + 30n * 14_400n, 690n * 180_000n + 30n * 7_200_000n),
    percent: -45.2,
  },
] as const;

test.each(SHAPES)("the budget left after $name is about $percent %, and exactly what its events say", async (shape) => {
  await measured(shape.objective, {}, shape.stretches);
  const { summary, budget, window } = await status(shape.objective);
  expect(summary.budgetLeft.exact).toBe(fractionToText(shape.left));
  expect(budget.remainingFraction.exact).toBe(fractionToText(shape.left));
  expect(summary.budgetLeft.value * 100).toBeCloseTo(shape.percent, Math.abs(shape.percent) > 1000 ? 0 : 1);
  expect(window).toMatchObject({ from: isoOfMinute(at - DAYS_30), to: isoOfMinute(at), partial: false, resolution: "minute" });
  expect((await row(shape.objective)).budgetLeft.exact).toBe(fractionToText(shape.left));
});

const SLICES = { minutes: 10, targetPercent: "95" };
/** Ten hours, ending at a whole hour, in which everything fails for 25 minutes. */
const sinceHour = at % HOUR;
const OUTAGE = [
  { minutes: 8 * HOUR, bad: 0, total: 100 },
  { minutes: 25, bad: 100, total: 100 },
  { minutes: 95 + sinceHour, bad: 0, total: 100 },
];
const outageStart = at - sinceHour - 2 * HOUR;

test("slices are judged from what is stored, for the card, the board, the line and the explanation", async () => {
  await measured(
    "sliced",
    { method: "timeslices", slices: SLICES, targetPercent: "90", window: { kind: "rolling", minutes: 9 * HOUR } },
    OUTAGE,
  );
  const { unit, sliBad, sliMass, summary } = await status("sliced");
  const slices = Math.floor(at / 10) - Math.ceil((at - 9 * HOUR) / 10);
  expect([unit, sliBad.exact, sliMass.exact]).toEqual(["slices", "3/1", `${slices}/1`]);
  expect(await row("sliced")).toMatchObject({ unit: "slices", method: "timeslices", budgetLeft: summary.budgetLeft });
  const line = (await api.call("GET", "/objectives/sliced/burn-down")).json;
  expect(line.bad.reduce((sum: number, bad: number) => sum + bad, 0)).toBe(3);
  const why = (await api.call("GET", "/objectives/sliced/explain?figure=budget")).json;
  expect(why).toMatchObject({ value: summary.budgetLeft, method: "timeslices", source: { name: "prom", kind: "prometheus" } });
  expect(why.source.query).toContain("http_requests_total");
});

test("an exclusion shows on the board at once, and taking it back brings the former figures back exactly", async () => {
  await measured("adjusted", { targetPercent: "90", window: { kind: "rolling", minutes: 9 * HOUR } }, OUTAGE);
  const before = await row("adjusted");
  const body = {
    scope: "objective",
    name: "adjusted",
    mode: "exclude",
    from: new Date(outageStart * 60_000).toISOString(),
    to: new Date((outageStart + 25) * 60_000).toISOString(),
    category: "maintenance",
    reason: "database move",
  };
  const recorded = await api.call("POST", "/adjustments", { body });
  expect(recorded.status, recorded.text).toBe(201);
  const during = await row("adjusted");
  const card = await status("adjusted");
  expect([during.sli.exact, during.coverage.excluded]).toEqual(["1/1", 25]);
  expect(card.adjustments).toMatchObject({
    excludedMinutes: 25,
    count: 1,
    without: { sli: before.sli, remainingFraction: before.budgetLeft },
  });
  const why = (await api.call("GET", "/objectives/adjusted/explain?figure=sli")).json;
  expect(why.exclusions).toMatchObject([{ adjustment: recorded.json.id, version: 1, reason: "database move", author: "local" }]);
  const removed = await api.call("DELETE", `/adjustments/${recorded.json.id}`, { revision: recorded.json.version });
  expect(removed.status, removed.text).toBe(200);
  expect(await row("adjusted")).toEqual(before);
});

test("a calendar day in a zone is counted from its local midnight", async () => {
  const window = { kind: "calendar", unit: "day", zone: "Asia/Kathmandu" };
  await measured("today", { targetPercent: "90", window }, [{ minutes: 2 * 1440, bad: 1, total: 100 }]);
  const card = await status("today");
  const midnight = Math.floor((at - 1 + 345) / 1440) * 1440 - 345;
  expect(card.window).toMatchObject({
    periodStart: isoOfMinute(midnight),
    periodEnd: isoOfMinute(midnight + 1440),
    from: isoOfMinute(midnight),
  });
  expect(card.total).toBe((at - midnight) * 100);
  expect(card.budget.projectedTotal.exact).toBe("144000/1");
  expect((await row("today")).window).toEqual({ ...window, weekStart: "monday" });
});

test("metrics speak of objectives of every method and window", async () => {
  const text = (await api.app.inject({ method: "GET", url: "/metrics" })).payload;
  for (const name of ["sliced", "adjusted", "today"]) {
    expect(text).toContain(`solvent_objective_budget_left_ratio{objective="${name}",service="shop"}`);
  }
});
