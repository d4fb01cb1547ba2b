import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePool } from "../../infra/store/pool.ts";
import { type FakeMinute, type FakeSource, fakeIndicator, makeFakeSource } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addBackfill, addObjective, addSource, addStream } from "./seed.ts";

const DAY = 1440;
const database = useTestDatabase("test");
let pool: pg.Pool;
let source: FakeSource;
let bench: JobBench;
let sourceId: string;

const counts = (minute: number): FakeMinute => ({ good: 100 + (minute % 7), total: 100 + (minute % 7) + (minute % 3) });

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  source = makeFakeSource();
  sourceId = await addSource(pool, "prom");
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await pool.end();
});

/** A stream with history to read, which the tick has looked at and read once. */
async function streamWithHistory(query: string, days: number): Promise<{ streamId: number; backfill: bigint }> {
  source.answer(query, counts);
  const streamId = await addStream(pool, { sourceId, query, firstMinute: START });
  await addObjective(pool, { streamId, indicator: fakeIndicator(query) });
  return { streamId, backfill: await addBackfill(pool, streamId, { from: START - days * DAY, to: START }) };
}

interface Row {
  readonly state: string;
  readonly cursor: number;
  readonly message: string | null;
  readonly attempts: number;
}
async function row(id: bigint): Promise<Row> {
  const { rows } = await pool.query<Row>("SELECT state, cursor - $2 AS cursor, message, attempts FROM backfill WHERE id = $1", [id, START]);
  const [found] = rows;
  if (found === undefined) throw new Error("no back-fill");
  return found;
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
const step = () => bench.parts.backfill(sourceId, new AbortController().signal);
const reads = () =>
  source.reads.filter(({ purpose }) => purpose === "backfill").map(({ from, to, items }) => [from - START, to - START, items.length]);

test("history is read newest first, the last day before the rest, and stored exactly", async () => {
  const { streamId, backfill } = await streamWithHistory("shop", 3);
  await bench.tickAt(START + 1);
  await step();
  expect(await row(backfill)).toMatchObject({ state: "running", cursor: -DAY });
  await bench.background();
  expect(await row(backfill)).toEqual({ state: "done", cursor: -3 * DAY, message: null, attempts: 0 });
  expect(await stored(streamId, START - 3 * DAY, START + 1)).toEqual(truth(START - 3 * DAY, START + 1));
  expect(reads()).toEqual([
    [-DAY, 0, 1],
    [-2 * DAY, -DAY, 1],
    [-3 * DAY, -2 * DAY, 1],
  ]);
});

test("streams of one source that need the same range share requests, though one wants less", async () => {
  const long = await streamWithHistory("a", 3);
  const short = await streamWithHistory("b", 2);
  await bench.tickAt(START + 1);
  await bench.background();
  expect(reads()).toEqual([
    [-DAY, 0, 2],
    [-2 * DAY, -DAY, 2],
    [-3 * DAY, -2 * DAY, 1],
  ]);
  expect(await row(short.backfill)).toMatchObject({ state: "done", cursor: -2 * DAY });
  expect(await row(long.backfill)).toMatchObject({ state: "done", cursor: -3 * DAY });
  expect((await bench.minutes.heads([short.streamId]))[0]?.firstMinute).toBe(START - 2 * DAY);
});

test("a cancelled back-fill stops after its chunk, and a resumed one goes on below what is stored", async () => {
  const { streamId, backfill } = await streamWithHistory("shop", 4);
  await bench.tickAt(START + 1);
  await step();
  source.before(async ({ purpose }) => {
    if (purpose === "backfill") await pool.query("UPDATE backfill SET state = 'cancelled', ended_at = now()");
  });
  await bench.background();
  expect(await row(backfill)).toMatchObject({ state: "cancelled", cursor: -DAY });
  source.before(() => undefined);
  await bench.background();
  expect(reads()).toHaveLength(2);
  await pool.query("UPDATE backfill SET state = 'queued', ended_at = NULL");
  await bench.background();
  expect(await row(backfill)).toMatchObject({ state: "done", cursor: -4 * DAY });
  expect(reads().map(([from]) => from)).toEqual([-DAY, -2 * DAY, -3 * DAY, -4 * DAY]);
  expect(await stored(streamId, START - 4 * DAY, START)).toEqual(truth(START - 4 * DAY, START));
});

test("a back-fill that is extended while it runs goes on to its new start", async () => {
  const { streamId, backfill } = await streamWithHistory("shop", 1);
  await bench.tickAt(START + 1);
  source.before(async () => {
    await pool.query("UPDATE backfill SET from_minute = $1", [START - 2 * DAY]);
  });
  await bench.background();
  expect(await row(backfill)).toMatchObject({ state: "done", cursor: -2 * DAY });
  expect(await stored(streamId, START - 2 * DAY, START)).toEqual(truth(START - 2 * DAY, START));
});

test("minutes that the source does not have are missing and settled, and nobody asks for them again", async () => {
  const { streamId, backfill } = await streamWithHistory("shop", 2);
  source.answer("shop", (minute) => (minute < START - DAY - 100 ? "no-series" : minute === START - 5 ? "no-sample" : counts(minute)));
  await bench.tickAt(START + 1);
  await bench.background();
  expect(await row(backfill)).toMatchObject({ state: "done" });
  expect(await stored(streamId, START - 6, START - 4)).toEqual([...truth(START - 6, START - 5), "no-sample"]);
  const { rows } = await pool.query(
    "SELECT from_minute - $1 AS from, to_minute - $1 AS to, reason, retry_at FROM gap ORDER BY from_minute",
    [START],
  );
  expect(rows).toEqual([
    { from: -2 * DAY, to: -DAY - 100, reason: "no-series", retry_at: null },
    { from: -5, to: -4, reason: "no-sample", retry_at: null },
  ]);
  await bench.background();
  expect(source.reads.filter(({ purpose }) => purpose === "refill")).toEqual([]);
});

test("history that the source does not have any more ends early and says from when on there is data", async () => {
  const { streamId, backfill } = await streamWithHistory("shop", 60);
  source.answer("shop", (minute) => (minute < START - 2 * DAY ? "no-series" : counts(minute)));
  await bench.tickAt(START + 1);
  await bench.background();
  expect(await row(backfill)).toMatchObject({ state: "done", message: "The source has no data before 2029-12-30T00:00Z" });
  expect(reads().length).toBeLessThan(12);
  expect(await stored(streamId, START - 2 * DAY, START)).toEqual(truth(START - 2 * DAY, START));
});

test("a source that refuses fails the back-fill in its own words; resumed, it finishes", async () => {
  const { streamId, backfill } = await streamWithHistory("shop", 2);
  await bench.tickAt(START + 1);
  source.fail({ class: "unauthorized", retryable: false, message: "401: token expired" });
  await step();
  expect(await row(backfill)).toMatchObject({ state: "failed", message: "401: token expired", cursor: 0 });
  source.fail(null);
  await pool.query("UPDATE backfill SET state = 'queued', attempts = 0, message = NULL, ended_at = NULL");
  await bench.background();
  expect(await row(backfill)).toMatchObject({ state: "done", message: null });
  expect(await stored(streamId, START - 2 * DAY, START)).toEqual(truth(START - 2 * DAY, START));
});

test("a source in trouble is tried again with growing pauses, and given up after eight tries", async () => {
  const { backfill } = await streamWithHistory("shop", 2);
  await bench.tickAt(START + 1);
  source.fail({ class: "server-error", retryable: true, message: "503: overloaded" });
  let waitedMs = 0;
  for (let tries = 1; tries <= 8; tries++) {
    expect(await step()).toBe(true);
    expect(await row(backfill)).toMatchObject({ attempts: tries, message: "503: overloaded", state: tries < 8 ? "running" : "failed" });
    expect(await step()).toBe(false);
    const retryAt = (await pool.query<{ retry_at: Date | null }>("SELECT retry_at FROM backfill")).rows[0]?.retry_at;
    if (retryAt) {
      const wait = retryAt.getTime() - bench.clock.wallMs();
      expect(wait).toBeGreaterThanOrEqual(waitedMs);
      waitedMs = wait;
      bench.clock.moveTo(retryAt.getTime());
      await bench.parts.keeper.renew();
    }
  }
});

test("an answer that is too large is asked for in shorter pieces", async () => {
  const { streamId, backfill } = await streamWithHistory("shop", 1);
  await bench.tickAt(START + 1);
  source.before(({ from, to }) => source.fail(to - from > 400 ? { class: "too-large", retryable: false, message: "over 16 MiB" } : null));
  await bench.background();
  expect(await row(backfill)).toMatchObject({ state: "done", attempts: 0 });
  expect(await stored(streamId, START - DAY, START)).toEqual(truth(START - DAY, START));
});

test("history older than minutes are kept is not read", async () => {
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) }, 2);
  const { backfill } = await streamWithHistory("shop", 10);
  await bench.tickAt(START + 1);
  await bench.background();
  expect(reads().at(-1)?.[0]).toBe(-2 * DAY);
  expect(await row(backfill)).toMatchObject({ state: "done", message: "Minutes are kept for 2 days" });
});

const generatedUntil = async (streamId: number): Promise<number | null | undefined> =>
  (await pool.query<{ until: number | null }>("SELECT generated_until - $2 AS until FROM stream WHERE id = $1", [streamId, START])).rows[0]
    ?.until;

/** Every answer about the past says that it was made up. */
function makeUpThePast(): void {
  const { read } = source.handle.source;
  source.handle.source.read = async (request, signal) => {
    const outcomes = await read(request, signal);
    if (request.purpose !== "backfill") return outcomes;
    return outcomes.map((outcome) => (outcome.ok ? { ok: true, value: { ...outcome.value, generatedUntil: request.to } } : outcome));
  };
}

test("a history that the source made up is noted on its stream, up to where the measured minutes begin", async () => {
  const { streamId, backfill } = await streamWithHistory("shop", 3);
  makeUpThePast();
  await bench.tickAt(START + 1);
  expect(await generatedUntil(streamId)).toBeNull();
  await step();
  expect(await generatedUntil(streamId)).toBe(0);
  await bench.background();
  expect(await row(backfill)).toMatchObject({ state: "done", cursor: -3 * DAY });
  expect(await generatedUntil(streamId)).toBe(0);
});

test("what a first live read takes from such a history is noted as well, and not what was measured after it", async () => {
  const streamId = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
  const { read } = source.handle.source;
  const fresh: boolean[] = [];
  source.handle.source.read = async (request, signal) => {
    fresh.push(...request.items.map((item) => item.fresh === true));
    const outcomes = await read(request, signal);
    return outcomes.map((outcome) => (outcome.ok ? { ok: true, value: { ...outcome.value, generatedUntil: START + 16 } } : outcome));
  };
  await bench.tickAt(START + 17);
  expect(await generatedUntil(streamId)).toBe(16);
  await bench.tickAt(START + 18);
  expect(await generatedUntil(streamId)).toBe(16);
  expect(fresh).toEqual([true, false]);
});

test("a measured history leaves no such note", async () => {
  const { streamId } = await streamWithHistory("shop", 2);
  await bench.tickAt(START + 1);
  await bench.background();
  expect(await generatedUntil(streamId)).toBeNull();
});
