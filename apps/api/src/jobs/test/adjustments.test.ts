import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePool } from "../../infra/store/pool.ts";
import { type FakeMinute, type FakeSource, fakeIndicator, makeFakeSource } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addAdjustment, addObjective, addSource, addStream, removeAdjustment } from "./seed.ts";

const database = useTestDatabase("test");
let pool: pg.Pool;
let source: FakeSource;
let bench: JobBench;
let streamId: number;

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  source = makeFakeSource();
  const sourceId = await addSource(pool, "prom");
  streamId = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await pool.end();
});

const fine: FakeMinute = { good: 100, total: 100 };
const dead: FakeMinute = { good: 0, total: 100 };
const between = (from: number, to: number, inside: FakeMinute) => (minute: number) =>
  minute - START >= from && minute - START < to ? inside : fine;

const SLICES = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" } as const;
const TERMS = {
  events: {},
  slices: { method: "timeslices", slices: SLICES },
} as const;

async function alerts(): Promise<
  {
    kind: string;
    severity: string;
    opened: number;
    evidence: { window: { good: string; total: string; counted: number; excluded?: number } };
  }[]
> {
  const { rows } = await pool.query("SELECT kind, severity, opened_at, evidence FROM alert ORDER BY id");
  return rows.map(({ kind, severity, opened_at, evidence }) => ({ kind, severity, opened: opened_at - START, evidence }));
}

/** What of a window is bad: events, or slices. */
const badOf = ({ good, total }: { good: string; total: string }) => (Number(total) - Number(good)) / 1000;

test.each([
  ["events", 600],
  ["slices", 2],
] as const)(
  "an outage that is excluded pages nobody; without the exclusion the figures come back, and nobody is paged for the past: %s",
  async (unit, bad) => {
    const objectiveId = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "99.9", terms: TERMS[unit] });
    const exclusion = await addAdjustment(pool, { objectiveId, mode: "exclude", from: START + 12, to: START + 18 });
    source.answer("shop", between(12, 18, dead));
    await bench.background();
    await bench.ticks(START, START + 30);
    expect(await alerts()).toEqual([]);
    await removeAdjustment(pool, exclusion, START + 30);
    await bench.ticks(START + 30, START + 36);
    const found = await alerts();
    // A ticket is about the budget, which is what it was again.
    expect(found.map(({ severity }) => severity)).toEqual(["ticket"]);
    expect(found.map(({ evidence }) => badOf(evidence.window))).toEqual([bad]);
  },
);

test("an outage goes on paging where the exclusion covers only its start, and its evidence has the excluded minutes", async () => {
  const objectiveId = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "99" });
  await addAdjustment(pool, { objectiveId, mode: "exclude", from: START + 10, to: START + 14 });
  source.answer("shop", between(10, 60, dead));
  await bench.ticks(START, START + 14);
  expect(await alerts()).toEqual([]);
  await bench.ticks(START + 14, START + 20);
  const page = (await alerts()).find(({ severity }) => severity === "page");
  expect(page?.evidence.window).toMatchObject({ excluded: 4, counted: (page?.opened ?? 0) - 4 });
});

test("a page ends when what burned is excluded, or forgiven", async () => {
  const objective = { streamId, indicator: fakeIndicator("shop"), targetPercent: "99" };
  const [one, other] = [await addObjective(pool, objective), await addObjective(pool, objective)];
  source.answer("shop", between(10, 60, dead));
  await bench.ticks(START, START + 16);
  expect((await alerts()).filter(({ severity }) => severity === "page")).toHaveLength(2);
  await addAdjustment(pool, { objectiveId: one, mode: "exclude", from: START + 10, to: START + 60 });
  await addAdjustment(pool, { objectiveId: other, mode: "forgive", from: START + 10, to: START + 60 });
  await bench.ticks(START + 16, START + 22);
  const { rows } = await pool.query("SELECT close_reason, bill FROM alert WHERE severity = 'page' ORDER BY objective_id = $1 DESC", [one]);
  expect(rows.map(({ close_reason }) => close_reason)).toEqual(["resolved", "resolved"]);
  // Eleven minutes are gone from the one bill, and are all good in the other.
  expect(rows.map(({ bill }) => [bill.during.good, bill.during.total, bill.during.counted])).toEqual([
    ["0", "0", 0],
    ["1100000", "1100000", 11],
  ]);
});

test("no data during an exclusion raises no alert; ten minutes after it there is one, and it ends when data comes back", async () => {
  const objectiveId = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "99" });
  await addAdjustment(pool, { objectiveId, mode: "exclude", from: START + 5, to: START + 20 });
  source.answer("shop", between(5, 34, "no-sample"));
  await bench.ticks(START, START + 30);
  expect(await alerts()).toEqual([]);
  await bench.ticks(START + 30, START + 32);
  expect((await alerts()).map(({ kind }) => kind)).toEqual(["no-data"]);
  await bench.ticks(START + 32, START + 38);
  expect((await pool.query("SELECT 1 FROM alert WHERE closed_at IS NULL")).rowCount).toBe(0);
});

test("minutes before an objective began burn nothing", async () => {
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), targetPercent: "99", terms: { sloStart: START + 20 } });
  source.answer("shop", between(5, 20, dead));
  await bench.ticks(START, START + 26);
  expect(await alerts()).toEqual([]);
});
