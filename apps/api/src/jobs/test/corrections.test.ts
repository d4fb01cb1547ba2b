import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeCorrectionReader } from "../../infra/store/corrections/correction-reader.ts";
import { makeRefillRequests } from "../../infra/store/corrections/refill-requests.ts";
import { makePool } from "../../infra/store/pool.ts";
import { makeGetRefill } from "../../usecases/correction/read-refills.ts";
import { type FakeMinute, type FakeSource, fakeIndicator, makeFakeSource, UNREACHABLE } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addObjective, addRoute, addSource, addStream, addTarget } from "./seed.ts";

const database = useTestDatabase("test");
const FINE: FakeMinute = { good: 100, total: 100 };
const DEAD: FakeMinute = { good: 0, total: 100 };
const HOUR = 60;

let pool: pg.Pool;
let source: FakeSource;
let bench: JobBench;
let sourceId: string;
let streamId: number;

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  source = makeFakeSource();
  source.answer("shop", () => FINE);
  sourceId = await addSource(pool, "prom");
  streamId = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
  await addRoute(pool, { scope: "all", targets: [{ id: await addTarget(pool, "oncall"), severities: ["page", "ticket"] }] });
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await pool.end();
});

const corrections = async (filter = {}) =>
  (await makeCorrectionReader(pool).list(streamId, { from: null, to: null, cause: null, ...filter }, { limit: 200, after: null })).items;
const brief = async (filter = {}) =>
  (await corrections(filter)).map(({ cause, changes }) => [
    cause,
    changes.map(({ minute, before, after }) => [
      minute - START,
      before === null ? null : Number(before.good),
      after === null ? null : Number(after.good),
    ]),
  ]);
const goodAt = async (from: number, to: number) => {
  const { good, missing } = await bench.stored(streamId, START + from, START + to);
  return good.map((count, i) => (missing[i] === null ? count / 1000 : null));
};
const pages = async () =>
  (await pool.query<{ severity: string; origin: string }>("SELECT severity, origin FROM alert WHERE kind = 'burn' ORDER BY severity")).rows;

/** One minute in which a refilled source says this, another from now on. */
const except = (minutes: Readonly<Record<number, FakeMinute>>) => source.answer("shop", (minute) => minutes[minute - START] ?? FINE);

describe("the log of corrections", () => {
  test("what the settle window changes is logged with what it was, and what it repeats is not", async () => {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
    await bench.ticks(START, START + 3);
    expect(await brief()).toEqual([]);
    except({ 2: { good: 40, total: 100 } });
    await bench.tickAt(START + 4);
    expect(await brief()).toEqual([["settle", [[2, 100_000, 40_000]]]]);
    await bench.tickAt(START + 5);
    expect(await corrections()).toHaveLength(1);
  });

  test("a minute that is taken back, and a gap that is filled, are changes from and to missing", async () => {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
    await bench.ticks(START, START + 3);
    except({ 2: "no-sample" });
    await bench.ticks(START + 3, START + 6);
    except({});
    await bench.background();
    expect((await brief()).toReversed()).toEqual([
      ["settle", [[2, 100_000, null]]],
      ["refill", [[2, null, 100_000]]],
    ]);
  });

  test("a gap of hours is a row per hour, and can be asked for by minutes and cause", async () => {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
    await bench.ticks(START, START + 3);
    await bench.tickAt(START + 3 * HOUR);
    await bench.background();
    const rows = await corrections();
    expect(rows.every(({ cause }) => cause === "refill")).toBe(true);
    expect(rows.flatMap(({ changes }) => changes)).toHaveLength(3 * HOUR - 10 - 3);
    expect(new Set(rows.map(({ changes }) => Math.floor((changes[0]?.minute ?? 0) / HOUR))).size).toBe(3);
    const [asked] = await corrections({ from: START + 70, to: START + 72 });
    expect(asked?.changes.map(({ minute }) => minute - START)).toEqual([70, 71]);
    expect(await corrections({ cause: "reconcile" })).toEqual([]);
  });

  test("back-fill writes history and corrects nothing", async () => {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
    await bench.ticks(START, START + 3);
    await pool.query("INSERT INTO backfill (stream_id, from_minute, to_minute, cursor) VALUES ($1, $2, $3, $3)", [
      streamId,
      START - 1440,
      START,
    ]);
    await bench.background();
    expect(await bench.minutes.heads([streamId])).toMatchObject([{ firstMinute: START - 1440 }]);
    expect(await corrections()).toEqual([]);
  });
});

/** Ticks an hour and a bit; streams are planned at its beginning. */
async function anHour(): Promise<void> {
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), windowMinutes: 1440 });
  await bench.ticks(START, START + 3);
  await bench.background();
  await bench.ticks(START + 3, START + HOUR + 5);
}
const refills = () => source.reads.filter(({ purpose }) => purpose === "refill");
/** Lets the source rest, and does the next thing. */
async function rested(minutes = 1): Promise<void> {
  bench.clock.moveTo(bench.clock.wallMs() + minutes * 60_000);
  await bench.background();
}

describe("the reconciliation", () => {
  test("late data of the last day is found after an hour, and only once an hour", async () => {
    await anHour();
    except({ 10: { good: 90, total: 110 }, 11: { good: 1, total: 1 } });
    expect(refills()).toEqual([]);
    await bench.background();
    expect(refills().map(({ from, to }) => [from - START, to - START])).toEqual([[0, HOUR + 3]]);
    await rested();
    await rested();
    expect(refills()).toHaveLength(1);
    expect(await brief()).toEqual([
      [
        "reconcile",
        [
          [10, 100_000, 90_000],
          [11, 100_000, 1_000],
        ],
      ],
    ]);
    expect(await goodAt(9, 13)).toEqual([100, 90, 1, 100]);
    const { rows } = await pool.query("SELECT day_read_at, week_read_at FROM reconciliation");
    expect(rows[0].day_read_at).toBeGreaterThanOrEqual(START + HOUR + 5);
    expect(rows[0].week_read_at).toBeLessThan(START + 10);
    expect(bench.counted.corrections).toBe(2);
  });

  test("a day later the last week is read, in stretches as long as the source allows, newest first, with a rest between them", async () => {
    await anHour();
    await bench.background();
    await rested();
    source.chunkMinutes = 600;
    await bench.tickAt(START + 1440 + 100);
    await bench.background();
    const before = refills().length;
    for (let i = 0; i < 8; i++) await rested();
    const week = refills().slice(before - 1);
    const reconciled = week.filter(({ to, from }) => to - from === 600 || from === START);
    expect(reconciled.map(({ to }) => to)).toEqual(reconciled.map(({ to }) => to).toSorted((a, b) => b - a));
    expect(reconciled.at(-1)?.from).toBe(START);
    const { rows } = await pool.query<{ week_read_at: number }>("SELECT week_read_at FROM reconciliation");
    expect(rows[0]?.week_read_at).toBeGreaterThan(START + 1440);
  });

  test("a failing source is not asked, and one that fails at it changes nothing and is left in peace", async () => {
    await anHour();
    source.fail(UNREACHABLE);
    await bench.background();
    expect(refills()).toHaveLength(1);
    expect(await corrections()).toEqual([]);
    await rested();
    expect(refills()).toHaveLength(1);
    source.fail(null);
    await rested(11);
    expect(refills()).toHaveLength(2);
  });

  test("a source whose past never changes is not read again", async () => {
    await anHour();
    bench = makeJobBench(pool, { get: async () => ({ ok: true, value: { ...source.handle, settleMinutes: 0 } }) });
    bench.clock.moveTo((START + 2 * HOUR) * 60_000);
    await bench.background();
    await rested(HOUR);
    expect(refills()).toEqual([]);
  });

  test("what the source has forgotten stays, what it takes back becomes missing with a gap", async () => {
    await anHour();
    source.answer("shop", (minute) => (minute < START + 20 || minute === START + 30 ? "no-sample" : FINE));
    await bench.background();
    expect(await brief()).toEqual([["reconcile", [[30, 100_000, null]]]]);
    expect(await goodAt(0, 3)).toEqual([100, 100, 100]);
    const { rows } = await pool.query("SELECT from_minute, to_minute, reason FROM gap WHERE filled_at IS NULL");
    expect(rows).toEqual([{ from_minute: START + 30, to_minute: START + 31, reason: "no-sample" }]);
  });

  test("an outage that is found out later moves the budget and pages nobody", async () => {
    await anHour();
    const outage = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [HOUR - 6 + i, DEAD]));
    except(outage);
    await bench.background();
    expect(await corrections()).not.toEqual([]);
    await bench.ticks(START + HOUR + 5, START + HOUR + 8);
    expect((await pages()).filter(({ severity, origin }) => severity === "page" && origin === "live")).toEqual([]);
    // What goes on burning shows in the minutes that are read live, and pages.
    source.answer("shop", (minute) => (minute >= START + HOUR + 8 ? DEAD : (outage[minute - START] ?? FINE)));
    await bench.ticks(START + HOUR + 8, START + HOUR + 14);
    expect(await pages()).toContainEqual({ severity: "page", origin: "live" });
  });

  test("a gap that is filled by it counts as filled after the fact", async () => {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), windowMinutes: 1440 });
    except({ 5: "no-sample" });
    await bench.ticks(START, START + 3);
    await bench.background();
    await bench.ticks(START + 3, START + HOUR + 5);
    await bench.background();
    // Settled: the source has nothing, nobody asks any more.
    await pool.query("UPDATE gap SET retry_at = NULL");
    except({});
    await rested(HOUR);
    await rested();
    expect(await brief({ cause: "reconcile" })).toEqual([["reconcile", [[5, null, 100_000]]]]);
    const { rows } = await pool.query("SELECT from_minute - $1::int AS at, refilled FROM gap", [START]);
    expect(rows).toEqual([{ at: 5, refilled: true }]);
  });
});

const requests = () => makeRefillRequests(pool);
async function ask(from: number, to: number): Promise<string> {
  const queued = await requests().queue({ streamId, interval: { start: START + from, end: START + to }, author: "ada" });
  if (!("id" in queued)) throw new Error("it is under way already");
  return queued.id;
}
const receipt = (id: string) => makeGetRefill({ refills: requests() })(id);
const value = (text: string) => ({ exact: text, value: expect.closeTo(Number(text.split("/")[0]) / Number(text.split("/")[1])) });

describe("a refill on request", () => {
  /** 99 % of 6 300 requests: 63 may fail. */
  async function stored(): Promise<void> {
    await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), windowMinutes: HOUR + 3, targetPercent: "99" });
    await bench.ticks(START, START + HOUR + 5);
  }

  test("reads the interval again, chunk by chunk, and says what that changed, of every budget exactly", async () => {
    await stored();
    except({ 10: { good: 79, total: 100 }, 25: { good: 79, total: 100 } });
    source.chunkMinutes = 10;
    const id = await ask(5, 30);
    await bench.background();
    expect(refills().map(({ from, to }) => [from - START, to - START])).toEqual([
      [5, 15],
      [15, 25],
      [25, 30],
    ]);
    const { objectives, ...rest } = await receipt(id);
    expect(rest).toMatchObject({
      stream: streamId,
      source: "prom",
      state: "done",
      message: null,
      minutesChanged: 2,
      before: { good: 2500, total: 2500, known: 25, minutes: 25 },
      after: { good: 2458, total: 2500, known: 25, minutes: 25 },
      author: "ada",
    });
    // 42 of 63 failures are spent by what was found.
    expect(objectives).toEqual([
      { name: expect.any(String), remainingBefore: value("1/1"), remainingAfter: value("1/3"), difference: value("-2/3") },
    ]);
    expect(await brief({ cause: "request" })).toEqual([
      ["request", [[25, 100_000, 79_000]]],
      ["request", [[10, 100_000, 79_000]]],
    ]);
  });

  test("what happens meanwhile elsewhere is not in the receipt", async () => {
    await stored();
    except({ 10: { good: 0, total: 100 } });
    source.before(async ({ purpose }) => {
      if (purpose !== "refill") return;
      source.before(() => undefined);
      source.answer("shop", (minute) => (minute === START + 10 || minute >= START + HOUR + 3 ? DEAD : FINE));
      await bench.ticks(START + HOUR + 5, START + HOUR + 7);
    });
    const id = await ask(10, 11);
    await bench.background();
    expect((await receipt(id)).objectives[0]).toMatchObject({ remainingBefore: { exact: "1/1" }, difference: { exact: "-100/63" } });
  });

  test("a source that fails leaves its own words and what is stored", async () => {
    await stored();
    const id = await ask(5, 30);
    source.fail(UNREACHABLE);
    await bench.background();
    expect(await receipt(id)).toMatchObject({
      state: "failed",
      message: "connection refused",
      minutesChanged: 0,
      after: null,
      readTo: expect.any(String),
    });
    expect((await receipt(id)).objectives[0]).toMatchObject({ remainingBefore: { exact: "1/1" }, remainingAfter: null, difference: null });
    expect(await corrections()).toEqual([]);
  });

  test("a source that was not even asked has said before why", async () => {
    await stored();
    source.fail({ class: "circuit-open", retryable: true, message: "not asked: the source failed 5 times in a row" });
    await pool.query(
      `INSERT INTO source_health (source_id, failing_since, message) VALUES ($1, now(), 'connection refused')
       ON CONFLICT (source_id) DO UPDATE SET failing_since = now(), message = 'connection refused'`,
      [sourceId],
    );
    const id = await ask(5, 30);
    await bench.background();
    expect(await receipt(id)).toMatchObject({ state: "failed", message: "connection refused" });
  });

  test("what the source no longer has is kept, and the receipt says so", async () => {
    await stored();
    source.answer("shop", () => "no-series");
    const id = await ask(5, 15);
    await bench.background();
    expect(await receipt(id)).toMatchObject({
      state: "done",
      minutesChanged: 0,
      message: "The data source has nothing for 10 minutes any more; what is stored of them was kept",
    });
    expect(await goodAt(5, 7)).toEqual([100, 100]);
  });

  test("after a crash the next leader goes on from the cursor, and the receipt counts both halves", async () => {
    await stored();
    except({ 7: DEAD, 22: DEAD });
    source.chunkMinutes = 10;
    const id = await ask(5, 25);
    const { signal, abort } = stoppable();
    source.before(({ from, purpose }) => {
      if (purpose === "refill" && from === START + 15) abort();
    });
    await bench.parts.keeper.renew();
    await Promise.all(await bench.parts.background.pump(signal));
    expect(await receipt(id)).toMatchObject({ state: "running", minutesChanged: 1, before: { good: 2000 }, after: null });
    await bench.parts.keeper.release();
    source.before(() => undefined);
    const next = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
    next.clock.moveTo(bench.clock.wallMs());
    await next.background();
    expect(next.errors).toEqual([]);
    expect(await receipt(id)).toMatchObject({ state: "done", minutesChanged: 2, before: { good: 2000 }, after: { good: 1800 } });
    expect(refills().map(({ from }) => from - START)).toEqual([5, 15, 15]);
  });

  test("the newest minutes are left to the tick", async () => {
    await stored();
    const id = await ask(HOUR, HOUR + 5);
    await bench.background();
    expect(refills().map(({ from, to }) => [from - START, to - START])).toEqual([[HOUR, HOUR + 3]]);
    expect(await receipt(id)).toMatchObject({ state: "done", readTo: "2030-01-01T01:05Z" });
  });

  test("a second request for some of the same minutes waits for the first; one beside it does not", async () => {
    await stored();
    const id = await ask(5, 30);
    const again = { streamId, interval: { start: START + 29, end: START + 40 }, author: "bob" };
    expect(await requests().queue(again)).toEqual({ overlapping: id });
    await ask(30, 31);
    await bench.background();
    expect(await requests().queue(again)).toHaveProperty("id");
  });

  test("two requests at the same moment for the same minutes are one", async () => {
    await stored();
    const interval = { start: START + 5, end: START + 10 };
    const queued = await Promise.all(["ada", "bob"].map((author) => requests().queue({ streamId, interval, author })));
    expect(queued.filter((each) => "id" in each)).toHaveLength(1);
  });
});

function stoppable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

test("what is no longer kept by the minute has no corrections and no receipts either", async () => {
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
  await bench.ticks(START, START + 3);
  except({ 2: DEAD });
  await bench.tickAt(START + 4);
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO refill_request (stream_id, from_minute, to_minute, cursor, author, state) VALUES ($1, $2, $3, $3, 'ada', 'done') RETURNING id`,
    [streamId, START, START + 2],
  );
  expect(await corrections()).toHaveLength(1);
  await bench.tickAt(START + 102 * 1440);
  await bench.parts.upkeep();
  expect(await corrections()).toEqual([]);
  expect(await requests().find(rows[0]?.id ?? "")).toBeNull();
});
