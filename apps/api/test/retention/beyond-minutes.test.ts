import { randomUUID } from "node:crypto";
import { isoOfMinute, MINUTE_MS } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeRecurrences } from "../../src/infra/recurrence/recurrences.ts";
import { makeAppliedAdjustments } from "../../src/infra/store/adjustments/applied-adjustments.ts";
import { makeUpkeepStore } from "../../src/infra/store/evaluation/upkeep-store.ts";
import { makeLeaseStore } from "../../src/infra/store/lease/lease-store.ts";
import { type MinuteStore, makeMinuteStore } from "../../src/infra/store/minutes/minute-store.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import { makeUpkeep, type UpkeepStore } from "../../src/jobs/upkeep/upkeep.ts";
import type { Fence } from "../../src/usecases/minutes/minute-store.ts";
import { days, indicator, objective, SOURCE } from "../support/examples.ts";
import { query } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const RETENTION_DAYS = 10;
const database = useTestDatabase();
let api: TestApp;
let pool: pg.Pool;
let minutes: MinuteStore;
let fence: Fence;

const minute = (iso: string): number => Date.parse(iso) / MINUTE_MS;
const AT = "2026-10-20T12:00Z";
const LATE = "2026-10-20T12:20Z";
const KEPT_FROM = "2026-10-10T00:00Z";
const SINCE = "2026-08-10T00:00Z";

const month = (zone: string) => ({ kind: "calendar", unit: "month", zone, weekStart: "monday" });
const SLICES = { minutes: 10, targetPercent: "95", noTraffic: "good", missing: "exclude" };
const TIMESLICES = { method: "timeslices", slices: SLICES };

/** The new year of clocks of Lord Howe Island is on 4 October 2026, by half an hour; its October begins at 13:30 UTC. */
const OBJECTIVES: Readonly<Record<string, object>> = {
  rolling: { window: days(60) },
  late: { window: days(60) },
  kathmandu: { window: month("Asia/Kathmandu") },
  "lord-howe": { window: month("Australia/Lord_Howe") },
  sliced: { window: days(60), ...TIMESLICES },
  "kathmandu-sliced": { window: month("Asia/Kathmandu"), ...TIMESLICES, slices: { ...SLICES, minutes: 30 } },
  ratios: { window: days(60), method: "ratio_timeslices", slices: { ...SLICES, targetPercent: null } },
  started: { window: days(60), sloStart: "2026-09-05T07:25Z" },
  adjusted: { window: days(60) },
  "adjusted-sliced": { window: days(60), ...TIMESLICES },
  year: { window: days(366) },
};
const NAMES = Object.keys(OBJECTIVES);
/** Those whose figures are the same with and without minutes; the others begin inside an hour, or judge slices in part. */
const EXACT = NAMES.filter((name) => !["late", "adjusted-sliced"].includes(name));

const run = (from: string, length: number, counts: readonly [string, string] | null) => ({
  from,
  minutes: length,
  ...(counts === null ? { missing: true } : { good: counts[0], total: counts[1] }),
});
/** Something happens around every bound that is asked about. */
const runs = (at: string) => [
  run(SINCE, minute(at) - minute(SINCE), ["99", "100"]),
  run("2026-08-21T11:30Z", 60, ["40", "90"]),
  run("2026-09-05T07:00Z", 60, ["10", "70"]),
  run("2026-09-12T09:50Z", 100, ["30", "80"]),
  run("2026-09-30T13:00Z", 60, ["20", "60"]),
  run("2026-09-30T18:05Z", 37, ["3", "50"]),
  run("2026-10-04T10:00Z", 400, null),
  run("2026-10-09T23:30Z", 60, ["60", "100"]),
  run("2026-10-15T08:00Z", 45, ["0", "100"]),
];

async function importInto(name: string): Promise<void> {
  const at = name === "late" ? LATE : AT;
  const url = `/api/v1/test/objectives/${name}/minutes`;
  const { statusCode, body } = await api.app.inject({ method: "PUT", url, payload: { at, runs: runs(at) } });
  expect(statusCode, body).toBe(204);
}

/** Minutes of the objective `name` that count otherwise, not on whole hours or slices. */
const adjustment = (name: string, fields: object) => ({
  scope: "objective",
  name,
  category: "other",
  reason: "because",
  ...fields,
});
const ADJUSTMENTS = ["adjusted", "adjusted-sliced"].flatMap((name) => [
  adjustment(name, { mode: "exclude", from: "2026-09-12T10:07:00Z", to: "2026-09-12T10:52:00Z" }),
  adjustment(name, { mode: "forgive", from: "2026-09-30T18:08:00Z", to: "2026-09-30T18:31:00Z" }),
]);

const statusOf = async (name: string): Promise<Loose> => {
  const { status, json, text } = await api.call("GET", `/objectives/${name}/status`);
  expect(status, text).toBe(200);
  const { items } = (await api.call("GET", `/objectives?limit=200`)).json;
  return { ...json, row: items.find((row: Loose) => row.name === name) };
};
const FIGURES = ["window", "sliBad", "sliMass", "good", "total", "bad", "met", "budget", "adjustments", "rules", "burn"] as const;
const figuresOf = (status: Loose) => ({
  ...Object.fromEntries(FIGURES.map((field) => [field, status[field]])),
  coverage: status.summary.coverage,
  lines: [status.row.burnLastDay, status.row.budgetOverWindow],
  state: status.summary.state,
});
async function read(of: (name: string) => Promise<Loose>): Promise<Record<string, Loose>> {
  const found: Record<string, Loose> = {};
  for (const name of NAMES) found[name] = await of(name);
  return found;
}
const get = async (path: string): Promise<Loose> => {
  const { status, json, text } = await api.call("GET", path);
  expect(status, text).toBe(200);
  return json;
};
const burnDownOf = (name: string) => get(`/objectives/${name}/burn-down`);

const upkeepWith = (store: UpkeepStore, retentionDays = RETENTION_DAYS, at = AT) =>
  makeUpkeep({
    writer: { write: (_priority, work) => minutes.inFence(fence, work), inThisTerm: () => expect.fail("not asked for") },
    store,
    adjustments: makeAppliedAdjustments(pool, makeRecurrences()),
    retentionDays,
    monotonicMs: () => 0,
    databaseNowMs: () => Date.parse(at),
  });
const realStore = () => makeUpkeepStore({ pool, prepareAhead: async () => undefined });

const anchors = () => query<{ n: string }>(database.url, "SELECT count(*) AS n FROM stream_anchor");
const heads = () => query(database.url, "SELECT id, first_minute, watermark, minutes_from FROM stream ORDER BY id");

let before: Record<string, Loose>;
let burnDownBefore: Record<string, Loose>;

beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true, retentionDays: 762 });
  pool = makePool({ connectionString: database.url, size: 4, applicationName: "retention-test", onError: () => undefined });
  minutes = makeMinuteStore(pool);
  await api.call("POST", "/sources", { body: SOURCE });
  for (const [name, fields] of Object.entries(OBJECTIVES)) {
    const { status, text } = await api.call("POST", "/objectives", {
      body: objective({ name, indicator: indicator(name.replaceAll("-", "_")), ...fields }),
    });
    expect(status, text).toBe(201);
    await importInto(name);
  }
  for (const body of ADJUSTMENTS) {
    const { status, text } = await api.call("POST", "/adjustments", { body });
    expect(status, text).toBe(201);
  }
  const grant = await makeLeaseStore(pool).acquire(randomUUID(), 3_600_000);
  if (grant === null) throw new Error("the lease is free");
  fence = grant.fence;
  before = await read(statusOf);
  burnDownBefore = await read(burnDownOf);
  // Dies after everything was written that outlives the first day, before its minutes go.
  const broken = {
    ...realStore(),
    dropDay: (...args: Parameters<UpkeepStore["dropDay"]>) =>
      realStore()
        .dropDay(...args)
        .then(() => Promise.reject(new Error("gone"))),
  };
  const [headsBefore, anchorsBefore] = [await heads(), await anchors()];
  await expect(upkeepWith(broken)()).rejects.toThrow("gone");
  expect([await heads(), await anchors()]).toEqual([headsBefore, anchorsBefore]);
  await upkeepWith(realStore())();
}, 300_000);
afterAll(async () => {
  await api.close();
  await pool.end();
});

test("minutes are gone, and what is covered is as before", async () => {
  const { rows } = await pool.query<{ first: number; kept: number[] }>(
    "SELECT min(first_minute) AS first, array_agg(DISTINCT minutes_from) AS kept FROM stream",
  );
  expect(rows).toEqual([{ first: minute(SINCE), kept: [minute(KEPT_FROM)] }]);
  const { rows: hours } = await pool.query<{ hour: number }>("SELECT min(hour) AS hour FROM stream_hour");
  expect(hours).toEqual([{ hour: minute(KEPT_FROM) / 60 }]);
});

test.each(EXACT)("%s has the figures that it had with all minutes", async (name) => {
  expect(figuresOf(await statusOf(name))).toEqual(figuresOf(before[name]));
});

test.each(EXACT)("%s is drawn as it was with all minutes", async (name) => {
  const { gaps: _now, ...now } = await burnDownOf(name);
  const { gaps: _then, ...then } = burnDownBefore[name];
  expect(now).toEqual(then);
});

test("a window that begins inside an hour is counted from the start of the hour, and says so", async () => {
  const { window, good, total } = await statusOf("late");
  expect(before.late.window).toMatchObject({ from: "2026-08-21T12:20Z", resolution: "minute" });
  expect(window).toMatchObject({ from: "2026-08-21T12:00Z", resolution: "hour", periodStart: "2026-08-21T12:20Z" });
  // The outage of that hour has ended at 12:30: twenty more of its minutes are in the window.
  expect([good - before.late.good, total - before.late.total]).toEqual([20 * 40, 20 * 90]);
  const explained = await get("/objectives/late/explain?figure=sli");
  expect(explained.interval).toMatchObject({ from: "2026-08-21T12:00Z", resolution: "hour" });
});

test("slices that an adjustment touches in part keep their verdicts, those wholly inside it do not count", async () => {
  const [now, then] = [await statusOf("adjusted-sliced"), before["adjusted-sliced"]];
  // 10:10 to 10:50 are excluded as a whole; 10:00 and 10:50 were excluded in part and are bad without that, too.
  expect([now.sliMass.value, now.good, now.total]).toEqual([then.sliMass.value, then.good, then.total]);
  // Of what was forgiven, only the slices from 18:10 to 18:30 are good. 18:00 and 18:30 were bad in part.
  expect(now.sliBad.value - then.sliBad.value).toBe(0);
  expect(now.window.resolution).toBe("minute");
});

test("upkeep once more changes nothing", async () => {
  const [headsBefore, anchorsBefore, statusBefore] = [await heads(), await anchors(), await statusOf("kathmandu")];
  await upkeepWith(realStore())();
  expect([await heads(), await anchors(), await statusOf("kathmandu")]).toEqual([headsBefore, anchorsBefore, statusBefore]);
});

test("episodes are known from the kept minutes on, and the rest is background: the sum stays", async () => {
  const ledger = await get("/objectives/rolling/episodes");
  const { bad } = await statusOf("rolling");
  expect(ledger).toMatchObject({ from: "2026-08-21T12:00Z", minutesFrom: KEPT_FROM });
  expect(ledger.episodes.length).toBeGreaterThan(0);
  expect(ledger.episodes.every(({ from }: Loose) => from >= KEPT_FROM)).toBe(true);
  const attributed = ledger.episodes.reduce((sum: number, episode: Loose) => sum + episode.bad.value, 0);
  expect(ledger.totalBad.value).toBe(bad);
  expect(attributed + ledger.backgroundBad.value).toBe(bad);
});

test("traffic has whole hours, and short burn rates only where there are minutes", async () => {
  const range = (from: string, to: string) => get(`/objectives/rolling/traffic?from=${from}&to=${to}`);
  const old = await range("2026-09-12T06:00Z", "2026-09-12T14:00Z");
  expect(old.stepMinutes).toBe(60);
  expect(old.columns.map(({ good, total }: Loose) => [good, total])).toEqual([
    [5940, 6000],
    [5940, 6000],
    [5940, 6000],
    [50 * 99 + 10 * 30, 50 * 100 + 10 * 80],
    [1800, 4800],
    [30 * 30 + 30 * 99, 30 * 80 + 30 * 100],
    [5940, 6000],
    [5940, 6000],
  ]);
  expect(old.burnShort.every((burn: number | null) => burn === null)).toBe(true);
  expect(old.burnHour.every((burn: number | null) => burn !== null)).toBe(true);
  expect((await range("2026-10-15T06:00Z", "2026-10-15T10:00Z")).stepMinutes).toBeLessThan(60);
});

describe("what needs minutes", () => {
  test("is cut to those that are kept, in a backtest", async () => {
    const body = (from: string, to: string) => ({ from, to, policies: [{ name: "present", rules: null }] });
    const cut = await api.call("POST", "/objectives/rolling/backtest", { body: body("2026-10-01T00:00Z", AT) });
    expect(cut.json, cut.text).toMatchObject({ from: KEPT_FROM, to: AT });
    const gone = await api.call("POST", "/objectives/rolling/backtest", { body: body("2026-09-01T00:00Z", "2026-09-10T00:00Z") });
    expect([gone.status, gone.text]).toEqual([400, expect.stringContaining(`there are minutes from ${KEPT_FROM} to ${AT}`)]);
  });

  test("is not written any more: a block over the cut changes the kept minutes alone", async () => {
    const [row] = await query<{ stream_id: number }>(database.url, "SELECT stream_id FROM objective WHERE name = 'late'");
    const streamId = row?.stream_id ?? 0;
    const from = minute(KEPT_FROM) - 30;
    const block = { from, good: new Array(60).fill(0), total: new Array(60).fill(7_000), missing: new Array(60).fill(null) };
    const sums = async () => (await minutes.totalsAt([streamId], [minute(SINCE), minute(KEPT_FROM), minute(KEPT_FROM) + 60])).at(0, 1);
    const earlier = await sums();
    const receipt = await minutes.inFence(fence, (tx) => tx.writeMinutes([{ streamId, block }]));
    expect(receipt.corrected).toEqual([{ streamId, minutes: 30 }]);
    expect(await sums()).toEqual(earlier);
    const stored = await minutes.minutesBetween(streamId, from, minute(KEPT_FROM) + 1);
    expect([stored.from, stored.total]).toEqual([minute(KEPT_FROM), [7_000]]);
    await upkeepWith(realStore())();
  });
});

test("forecast, suggestion and list answer over windows that reach beyond the minutes", async () => {
  const { relief } = await get("/objectives/rolling/forecast");
  const returned = relief.reduce((sum: number, { returns }: Loose) => sum + returns.value, 0);
  const { budget } = await statusOf("rolling");
  expect(returned).toBeCloseTo(budget.consumedFraction.value, 9);
  const suggested = await get("/objectives/rolling/target-suggestion");
  expect(suggested.days).toBe(71);
  const listed = await get("/objectives");
  expect(listed.items.map(({ name }: Loose) => name).sort()).toEqual([...NAMES].sort());
});

describe("what-if", () => {
  const tryOut = async (name: string, body: object) => {
    const { status, json, text } = await api.call("POST", `/objectives/${name}/what-if`, { body });
    expect(status, text).toBe(200);
    return json;
  };

  test.each(["rolling", "kathmandu", "sliced", "late"])("has the figures of the status, and those of another target: %s", async (name) => {
    const { present, tried } = await tryOut(name, { targetPercent: "98" });
    const { sliBad, sliMass, window } = await statusOf(name);
    expect(present).toMatchObject({ bad: sliBad, mass: sliMass, from: window.from });
    expect(tried).toMatchObject({ bad: sliBad, mass: sliMass, targetPercent: "98" });
    const attributed = present.episodes.reduce((sum: number, { bad }: Loose) => sum + bad.value, 0);
    expect(attributed + present.backgroundBad.value).toBeCloseTo(sliBad.value, 6);
  });

  test("tries a window that reaches further back", async () => {
    const { tried } = await tryOut("rolling", { window: days(366) });
    expect(tried).toMatchObject({ mass: (await statusOf("year")).sliMass });
  });

  test("judges slices of another kind from the kept minutes on", async () => {
    const { tried } = await tryOut("sliced", { slices: { ...SLICES, minutes: 5 } });
    expect(tried.from).toBe(KEPT_FROM);
    expect(tried.mass.value).toBe((minute(AT) - minute(KEPT_FROM)) / 5);
  });
});

test("running totals are dropped by months, and coverage begins after them", async () => {
  const later = "2028-10-02T00:00Z";
  await upkeepWith(realStore(), 755, later)();
  const [row] = await query<{ first: number; least: number }>(
    database.url,
    "SELECT (SELECT min(first_minute) FROM stream) AS first, (SELECT min(minute) FROM stream_anchor) AS least",
  );
  expect([isoOfMinute(row?.first ?? 0), isoOfMinute(row?.least ?? 0)]).toEqual(["2026-09-01T00:00Z", "2026-09-01T00:00Z"]);
  expect((await statusOf("rolling")).summary.coverage.missing).toBeGreaterThan(0);
});
