import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePool } from "../../infra/store/pool.ts";
import { type FakeMinute, type FakeSource, fakeIndicator, makeFakeSource, UNREACHABLE } from "./fake-source.ts";
import { type JobBench, makeJobBench, REQUESTS_PER_MINUTE, START } from "./job-bench.ts";
import { addObjective, addRevision, addSource, addStream } from "./seed.ts";

const database = useTestDatabase("test");
let pool: pg.Pool;
let source: FakeSource;
let bench: JobBench;
let streamId: number;
let sourceId: string;

/** Counts that differ from minute to minute, so that a minute stored in a wrong place shows. */
const counts = (minute: number): FakeMinute => ({ good: 100 + (minute % 7), total: 100 + (minute % 7) + (minute % 3) });

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  source = makeFakeSource();
  source.answer("shop", counts);
  sourceId = await addSource(pool, "prom");
  streamId = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await pool.end();
});

const truth = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => {
    const minute = counts(from + i);
    return typeof minute === "string" ? minute : [minute.good * 1000, minute.total * 1000];
  });
async function stored(from: number, to: number, stream = streamId) {
  const block = await bench.stored(stream, from, to);
  return block.good.map((good, i) => block.missing[i] ?? [good, block.total[i]]);
}
const gaps = async () =>
  (
    await pool.query<{ from_minute: number; to_minute: number; reason: string; filled: boolean; settled: boolean }>(
      "SELECT from_minute, to_minute, reason, filled_at IS NOT NULL AS filled, retry_at IS NULL AS settled FROM gap ORDER BY from_minute, to_minute",
    )
  ).rows.map((row) => [
    row.from_minute - START,
    row.to_minute - START,
    row.reason,
    row.filled ? "filled" : row.settled ? "settled" : "open",
  ]);

test("each closed minute is stored once, with the counts of the source", async () => {
  await bench.ticks(START, START + 5);
  expect(await stored(START, START + 5)).toEqual(truth(START, START + 5));
  expect(await gaps()).toEqual([]);
});

test("a minute that is not there is asked for again, then stored as missing with its reason", async () => {
  source.answer("shop", (minute) => (minute === START + 2 ? "no-sample" : counts(minute)));
  await bench.ticks(START, START + 3);
  expect(await stored(START, START + 10)).toEqual(truth(START, START + 2));
  await bench.tickAt(START + 4);
  expect(await stored(START, START + 4)).toEqual([...truth(START, START + 2), "no-sample", ...truth(START + 3, START + 4)]);
  expect(await gaps()).toEqual([[2, 3, "no-sample", "open"]]);
});

test("a sample that comes within the settle window corrects the minute and fills its gap", async () => {
  source.answer("shop", (minute) => (minute === START + 2 ? "no-sample" : counts(minute)));
  await bench.ticks(START, START + 4);
  source.answer("shop", counts);
  await bench.tickAt(START + 5);
  expect(await stored(START, START + 5)).toEqual(truth(START, START + 5));
  expect(await gaps()).toEqual([[2, 3, "no-sample", "filled"]]);
  expect(bench.counted.corrections).toBe(1);
});

test("counts that change within the settle window are corrected", async () => {
  source.answer("shop", (minute) => (minute === START + 2 ? { good: 1, total: 2 } : counts(minute)));
  await bench.ticks(START, START + 3);
  source.answer("shop", counts);
  await bench.tickAt(START + 4);
  expect(await stored(START, START + 4)).toEqual(truth(START, START + 4));
  expect(bench.counted.corrections).toBe(1);
});

test("a source that is down does not hold the watermark: its minutes are missing, in one gap that grows", async () => {
  await bench.ticks(START, START + 5);
  source.fail(UNREACHABLE);
  await bench.ticks(START + 5, START + 15);
  expect(await stored(START, START + 20)).toEqual([...truth(START, START + 5), ...new Array(9).fill("source-down")]);
  expect(await gaps()).toEqual([[5, 14, "source-down", "open"]]);
  const { rows } = await pool.query(
    "SELECT failure_class, message, failing_since IS NOT NULL AS failing, requests_per_minute FROM source_health",
  );
  const asked = { requests_per_minute: REQUESTS_PER_MINUTE };
  expect(rows).toEqual([{ failure_class: "unreachable", message: "connection refused", failing: true, ...asked }]);
  expect(new Set(bench.counted.sourceErrors)).toEqual(new Set(["prom unreachable"]));
});

test("after an outage the gap is refilled exactly, and the source's health is good again", async () => {
  await bench.ticks(START, START + 5);
  source.fail(UNREACHABLE);
  await bench.ticks(START + 5, START + 15);
  await bench.background();
  expect(source.reads.every(({ purpose }) => purpose === "live")).toBe(true);
  source.fail(null);
  await bench.ticks(START + 15, START + 19);
  await bench.background();
  expect(await stored(START, START + 19)).toEqual(truth(START, START + 19));
  expect(new Set((await gaps()).map(([, , , state]) => state))).toEqual(new Set(["filled"]));
  const { rows } = await pool.query("SELECT failure_class, failing_since, version, requests_per_minute FROM source_health");
  expect(rows).toEqual([{ failure_class: null, failing_since: null, version: null, requests_per_minute: REQUESTS_PER_MINUTE }]);
});

test("a later read that fails keeps what is stored", async () => {
  await bench.ticks(START, START + 5);
  source.answer("shop", () => "partial-answer");
  await bench.ticks(START + 5, START + 8);
  expect(await stored(START, START + 5)).toEqual(truth(START, START + 5));
  expect(await gaps()).toEqual([[5, 7, "partial-answer", "open"]]);
});

test("after a stop the newest minutes come first, the hole is refilled without judging the past", async () => {
  source.answer("shop", (minute) => (minute < START + 300 ? { good: 0, total: 100 } : counts(minute)));
  await bench.tickAt(START + 3);
  await pool.query("DELETE FROM rule_state");
  await bench.tickAt(START + 700);
  expect(await stored(START + 690, START + 700)).toEqual(truth(START + 690, START + 700));
  expect(await gaps()).toEqual([[3, 690, "not-read", "open"]]);
  await bench.background();
  expect(await stored(START + 300, START + 700)).toEqual(truth(START + 300, START + 700));
  expect((await stored(START + 100, START + 101))[0]).toEqual([0, 100_000]);
  expect((await gaps()).every(([, , , state]) => state === "filled")).toBe(true);
  expect((await pool.query("SELECT * FROM rule_state")).rows).toEqual([]);
});

test("streams with the same watermark are one question, whatever their number", async () => {
  for (const query of ["a", "b", "c"]) {
    const other = await addStream(pool, { sourceId, query, firstMinute: START });
    await addObjective(pool, { streamId: other, indicator: fakeIndicator(query) });
  }
  await bench.ticks(START, START + 3);
  expect(source.reads.map(({ items }) => items.length)).toEqual([4, 4, 4]);
});

test("a slow source does not delay another one", async () => {
  const slow = makeFakeSource();
  slow.answer("slow", counts);
  const slowId = await addSource(pool, "slow");
  const slowStream = await addStream(pool, { sourceId: slowId, query: "slow", firstMinute: START });
  await addObjective(pool, { streamId: slowStream, indicator: fakeIndicator("slow") });
  bench = makeJobBench(pool, { get: async (id) => ({ ok: true, value: (id === slowId ? slow : source).handle }) });
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  slow.before(() => held);
  const first = bench.tickAt(START + 1);
  await expect.poll(() => source.reads.length + slow.reads.length, { interval: 5 }).toBe(2);
  await expect.poll(async () => (await stored(START, START + 1)).length, { interval: 5 }).toBe(1);
  await bench.ticks(START + 1, START + 4);
  expect(await stored(START, START + 4)).toEqual(truth(START, START + 4));
  expect(slow.reads).toHaveLength(1);
  release();
  await first;
  await bench.tickAt(START + 5);
  expect(await stored(START, START + 5, slowStream)).toEqual(truth(START, START + 5));
});

test("a leader that has lost the lease writes nothing", async () => {
  await bench.ticks(START, START + 3);
  source.before(async () => {
    await pool.query("UPDATE lease SET owner = gen_random_uuid(), token = token + 1");
  });
  await bench.tickAt(START + 4);
  expect(await stored(START, START + 10)).toEqual(truth(START, START + 3));
  expect(bench.counted.staleWrites).toBe(1);
  expect(bench.parts.keeper.fence()).toBeNull();
});

test("a stream whose query changed is read as soon as it covers what the old one covers", async () => {
  await bench.ticks(START, START + 3);
  source.answer("new", (minute) => ({ good: 1, total: 1 + (minute % 2) }));
  const next = await addStream(pool, { sourceId, query: "new", firstMinute: START });
  const objectiveId = await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), nextStreamId: next });
  await addRevision(pool, objectiveId, 2, { indicator: fakeIndicator("new") });
  await pool.query("UPDATE objective SET revision = 2 WHERE id = $1", [objectiveId]);
  const reads = async () => (await pool.query("SELECT stream_id, next_stream_id FROM objective WHERE id = $1", [objectiveId])).rows[0];
  await bench.tickAt(START + 4);
  expect(await reads()).toEqual({ stream_id: streamId, next_stream_id: next });
  await bench.tickAt(START + 5);
  expect(await reads()).toEqual({ stream_id: next, next_stream_id: null });
});

test("a query that this version cannot read leaves missing minutes and says so", async () => {
  const lost = await addStream(pool, { sourceId, query: "an old text", firstMinute: START });
  await addObjective(pool, { streamId: lost, indicator: fakeIndicator("a new text") });
  await bench.ticks(START, START + 3);
  expect(await stored(START, START + 2, lost)).toEqual(["query-failed", "query-failed"]);
  expect(await stored(START, START + 3)).toEqual(truth(START, START + 3));
});
