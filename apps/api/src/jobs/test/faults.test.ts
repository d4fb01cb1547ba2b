import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePool } from "../../infra/store/pool.ts";
import { type FakeMinute, type FakeSource, fakeIndicator, makeFakeSource, UNREACHABLE } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addBackfill, addObjective, addSource, addStream } from "./seed.ts";

const DAY = 1440;
const database = useTestDatabase("test");
let pool: pg.Pool;
let source: FakeSource;
let bench: JobBench;
let sourceId: string;

const counts = (minute: number): FakeMinute => ({ good: 100 + (minute % 7), total: 100 + (minute % 7) + (minute % 3) });
const REFUSED = { class: "bad-query", retryable: false, message: "parse error at char 3" } as const;
/** Sums of so many events a minute do not fit 64 bits after a day. */
const TOO_MANY: FakeMinute = { good: 9e12, total: 9e12 };

const makeBench = () => makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 8, applicationName: "test", onError: () => undefined });
  source = makeFakeSource();
  sourceId = await addSource(pool, "prom");
  bench = makeBench();
});
afterEach(() => pool.end());

async function addRead(query: string, minuteOf: (minute: number) => FakeMinute = counts): Promise<number> {
  source.answer(query, minuteOf);
  const streamId = await addStream(pool, { sourceId, query, firstMinute: START });
  await addObjective(pool, { streamId, indicator: fakeIndicator(query), targetPercent: "99" });
  return streamId;
}
const truth = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => {
    const minute = counts(from + i);
    return typeof minute === "string" ? minute : [minute.good * 1000, minute.total * 1000];
  });
async function stored(streamId: number, from: number, to: number) {
  const block = await bench.stored(streamId, from, to);
  return block.good.map((good, i) => block.missing[i] ?? [good, block.total[i]]);
}
const health = async () => (await pool.query("SELECT failing_since IS NOT NULL AS failing FROM source_health")).rows;
const messages = () => bench.errors.map((error) => (error instanceof Error ? error.message : String(error)));

test("a stream whose minutes cannot be stored keeps no other stream of its source from being stored", async () => {
  const ids = [];
  for (const query of ["a", "b", "c", "d", "e"]) ids.push(await addRead(query));
  const [first = 0, , broken = 0, , last = 0] = ids;
  await bench.ticks(START, START + 3);
  await pool.query("DELETE FROM stream_hour WHERE stream = $1", [broken]);
  await bench.ticks(START + 3, START + 6);
  expect(await stored(first, START, START + 6)).toEqual(truth(START, START + 6));
  expect(await stored(last, START, START + 6)).toEqual(truth(START, START + 6));
  expect(messages().length).toBeGreaterThan(0);
  expect(messages().every((message) => message.includes(`stream ${broken}`))).toBe(true);
});

test("history whose sums do not fit fails its own back-fill, and the others of its group are read", async () => {
  const [small, large] = [await addRead("small"), await addRead("large", () => TOO_MANY)];
  const rows = [];
  for (const streamId of [small, large]) rows.push(await addBackfill(pool, streamId, { from: START - 3 * DAY, to: START }));
  await bench.tickAt(START + 1);
  await bench.background();
  await bench.background();
  const { rows: states } = await pool.query("SELECT id, state, message FROM backfill ORDER BY id");
  expect(states).toEqual([
    { id: rows[0], state: "done", message: null },
    { id: rows[1], state: "failed", message: "This history cannot be stored" },
  ]);
  expect(await stored(small, START - 3 * DAY, START)).toEqual(truth(START - 3 * DAY, START));
});

test("an answer that was asked for before another process led is not stored, although the lease has come back", async () => {
  const streamId = await addRead("shop");
  await bench.ticks(START, START + 3);
  const other = makeBench();
  source.before(async () => {
    source.before(() => undefined);
    await bench.parts.keeper.release();
    await other.ticks(START + 3, START + 6);
    await other.parts.keeper.release();
    await bench.parts.keeper.renew();
    source.fail(UNREACHABLE);
  });
  await bench.tickAt(START + 6);
  expect(await stored(streamId, START, START + 6)).toEqual(truth(START, START + 6));
  expect(bench.errors).toEqual([]);
});

test("a query that the source refuses says nothing about the source", async () => {
  await addRead("good");
  await addRead("bad");
  source.refuse("bad", REFUSED);
  await bench.ticks(START, START + 4);
  expect(await health()).toEqual([{ failing: false }]);
  // Once more in the same minute: now only the refused query has something to read.
  await bench.tickAt(START + 4);
  expect(await health()).toEqual([{ failing: false }]);
  expect(bench.errors).toEqual([]);
});

test("a source that only has queries it refuses is not failing, and their minutes say why they are missing", async () => {
  const streamId = await addRead("bad");
  source.refuse("bad", REFUSED);
  await bench.ticks(START, START + 4);
  expect(await health()).toEqual([{ failing: false }]);
  expect(await stored(streamId, START, START + 3)).toEqual(["query-failed", "query-failed", "query-failed"]);
});

test("history that no objective asks for any more is not read on", async () => {
  const streamId = await addRead("shop");
  await addBackfill(pool, streamId, { from: START - 3 * DAY, to: START });
  await bench.tickAt(START + 1);
  source.before(async ({ purpose }) => {
    if (purpose === "backfill") await pool.query("DELETE FROM objective");
  });
  await bench.background();
  expect(source.reads.filter(({ purpose }) => purpose === "backfill")).toHaveLength(1);
});

test("an objective that has gone over to another stream is not judged by the answer for the old one", async () => {
  const old = await addRead("old", () => ({ good: 0, total: 100 }));
  const next = await addRead("next");
  await bench.ticks(START, START + 3);
  await pool.query("DELETE FROM rule_state");
  source.before(async () => {
    await pool.query("UPDATE objective SET stream_id = $2 WHERE stream_id = $1", [old, next]);
  });
  await bench.tickAt(START + 4);
  expect((await pool.query("SELECT rule FROM rule_state")).rows).toEqual([]);
});

test("streams of a source that cannot be connected do not use up the hourly look at the others", async () => {
  const dead = await addSource(pool, "dead");
  await pool.query(
    `INSERT INTO stream (source_id, spec_hash, query, first_minute, watermark, probe, probed_at)
     SELECT $1, 'h' || n, 'q' || n, $2::int, $2::int, '{}', to_timestamp(0) FROM generate_series(1, 250) AS n`,
    [dead, START],
  );
  const { rows } = await pool.query<{ id: number }>("SELECT id FROM stream");
  for (const { id } of rows) await addObjective(pool, { streamId: id, indicator: fakeIndicator("dead") });
  const streamId = await addRead("shop");
  bench = makeJobBench(pool, {
    get: async (id) => (id === dead ? { ok: false, failure: UNREACHABLE } : { ok: true, value: source.handle }),
  });
  await bench.tickAt(START + 1);
  await bench.tickAt(START + 70);
  await bench.parts.hourlyProbe(new AbortController().signal);
  const { rows: probed } = await pool.query<{ probed_at: Date }>("SELECT probed_at FROM stream WHERE id = $1", [streamId]);
  expect(probed[0]?.probed_at.getTime()).toBeGreaterThan((START + 70) * 60_000);
});
