import { isoOfMinute, type MeasuredIndicator, MINUTE_MS, type Minute } from "@solvent/domain";
import { pushSource } from "@solvent/metric-sources";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { kinds } from "../../src/composition/kinds.ts";
import { makeCorrectionReader } from "../../src/infra/store/corrections/correction-reader.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import { makeInboxOf } from "../../src/infra/store/push/inbox.ts";
import { makeInPushTransaction } from "../../src/infra/store/push/minutes.ts";
import type { SourceHandle } from "../../src/jobs/shared/source-handle.ts";
import { type JobBench, makeJobBench, START } from "../../src/jobs/test/job-bench.ts";
import { addBackfill, addObjective, addRoute, addSource, addStream, addTarget } from "../../src/jobs/test/seed.ts";
import { keptFrom } from "../../src/jobs/upkeep/retention.ts";
import { makeReceiveMinutes } from "../../src/usecases/push/receive-minutes.ts";

const database = useTestDatabase("test");
const DAY = 1440;
const RETENTION_DAYS = 10;
const NOW = START + 5 * DAY;
const CONNECTION = { delaySeconds: 30, settleMinutes: 10 };
const INDICATOR: MeasuredIndicator = {
  kind: "ratio",
  counter: false,
  numerator: "good",
  part: { source: "jobs", spec: { stream: "checkout" } },
  total: { source: "jobs", spec: { stream: "checkout" } },
};

let pool: pg.Pool;
let bench: JobBench;
let streamId: number;
let sourceId: string;
let nudges: number;

function connect(): SourceHandle {
  const { backfillChunkMinutes, parseIndicator, timing } = toKind();
  return { ...timing, backfillChunkMinutes, parseIndicator, source: pushSource.connect(CONNECTION, {}, connectDeps()) };
}
const toKind = () => ({ ...pushSource, timing: { ingestDelaySeconds: CONNECTION.delaySeconds, settleMinutes: CONNECTION.settleMinutes } });
const connectDeps = () => ({
  http: {
    send: async (): Promise<never> => {
      throw new Error("nothing is asked of anybody");
    },
  },
  now: () => bench.clock.wallMs(),
  inbox: makeInboxOf(pool)(sourceId),
});

beforeEach(async () => {
  nudges = 0;
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  sourceId = await addSource(pool, "jobs", { kind: "push", connection: CONNECTION });
  const parsed = pushSource.parseIndicator(INDICATOR);
  if (!parsed.ok) throw new Error("the indicator is not valid");
  streamId = await addStream(pool, { sourceId, query: parsed.value.canonical, firstMinute: NOW });
  await addObjective(pool, { streamId, indicator: INDICATOR, targetPercent: "99", windowMinutes: 4 * DAY });
  await addRoute(pool, { scope: "all", targets: [{ id: await addTarget(pool, "oncall"), severities: ["page", "ticket"] }] });
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: connect() }) }, RETENTION_DAYS);
  bench.clock.moveTo(NOW * MINUTE_MS);
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await pool.end();
});

/** Sends minutes [from, to), all of them alike; what is still to come is sent when it is over. */
async function send(from: Minute, to: Minute, good: number, name = "checkout") {
  const now = () => Math.max(bench.clock.wallMs(), to * MINUTE_MS);
  const receive = makeReceiveMinutes({
    findSender: async () => ({ sourceId, source: "jobs", kind: "push", connection: CONNECTION, lastUsedAtMs: null }),
    inTransaction: makeInPushTransaction(pool),
    kinds,
    keptFrom: () => keptFrom(now(), RETENTION_DAYS),
    now,
    nudge: () => void nudges++,
  });
  for (let at = from; at < to; at += 1000) {
    const minutes = Array.from({ length: Math.min(1000, to - at) }, (_, i) => ({ minute: isoOfMinute(at + i), good, total: 100 }));
    await receive({ bearer: "any", name, minutes });
  }
}

/** Four days were sent and read; the clock is at NOW + 20. */
async function fourDays(): Promise<void> {
  await send(NOW - 4 * DAY, NOW + 20, 100);
  await addBackfill(pool, streamId, { from: NOW - 4 * DAY, to: NOW });
  await bench.ticks(NOW, NOW + 3);
  await bench.background();
  await bench.tickAt(NOW + 20);
  nudges = 0;
}
const totalsOf = async (from: Minute, to: Minute) => {
  const table = await bench.minutes.totalsAt([streamId], [from, to]);
  const [first, last] = [table.at(0, 0), table.at(0, 1)];
  return [Number(last?.good) - Number(first?.good), Number(last?.total) - Number(first?.total)].map((count) => count / 1000);
};
/** What was read again because somebody asked for it. */
const corrections = async () =>
  (await makeCorrectionReader(pool).list(streamId, { from: null, to: null, cause: "request" }, { limit: 200, after: null })).items;
const requests = async () =>
  (
    await pool.query<{ from: number; to: number; state: string; author: string }>(
      `SELECT from_minute AS "from", to_minute AS "to", state, author FROM refill_request ORDER BY from_minute`,
    )
  ).rows.map(({ from, to, state, author }) => [from - NOW, to - NOW, state, author]);
const alerts = async () => (await pool.query("SELECT * FROM alert")).rowCount;

test("a minute that is sent three days late changes the budget, is in the log of corrections, and pages nobody", async () => {
  await fourDays();
  const late = NOW - 3 * DAY + 7;
  await send(late, late + 1, 0);
  expect(nudges).toBe(1);
  expect(await requests()).toEqual([[-3 * DAY, -3 * DAY + 60, "queued", "sender"]]);
  expect(await totalsOf(NOW - 4 * DAY, NOW)).toEqual([4 * DAY * 100, 4 * DAY * 100]);
  await bench.background();
  expect(await totalsOf(NOW - 4 * DAY, NOW)).toEqual([4 * DAY * 100 - 100, 4 * DAY * 100]);
  expect(await corrections()).toMatchObject([
    { cause: "request", changes: [{ minute: late, before: { good: 100_000n, total: 100_000n }, after: { good: 0n, total: 100_000n } }] },
  ]);
  expect(await requests()).toMatchObject([[-3 * DAY, -3 * DAY + 60, "done", "sender"]]);
  await bench.tickAt(NOW + 21);
  expect(await alerts()).toBe(0);
});

test("an outage that is sent hours late is counted, and pages nobody any more", async () => {
  await fourDays();
  await send(NOW - 600, NOW - 300, 0);
  await bench.background();
  expect(await totalsOf(NOW - 600, NOW - 300)).toEqual([0, 30_000]);
  await bench.ticks(NOW + 20, NOW + 22);
  expect((await pool.query("SELECT * FROM alert WHERE severity = 'page' AND kind = 'burn'")).rowCount).toBe(0);
});

test("what is late by less than the settle time is read anyway, and asks for nothing", async () => {
  await fourDays();
  await send(NOW + 14, NOW + 16, 50);
  expect([await requests(), nudges]).toEqual([[], 0]);
  await bench.tickAt(NOW + 21);
  expect(await totalsOf(NOW + 14, NOW + 16)).toEqual([100, 200]);
});

test("what is sent again without a change asks for nothing", async () => {
  await fourDays();
  await send(NOW - 2 * DAY, NOW - 2 * DAY + 100, 100);
  expect([await requests(), nudges]).toEqual([[], 0]);
});

test("a minute that was missing is filled when it comes late", async () => {
  await send(NOW - 4 * DAY, NOW - DAY, 100);
  await send(NOW - DAY + 30, NOW + 20, 100);
  await addBackfill(pool, streamId, { from: NOW - 4 * DAY, to: NOW });
  await bench.ticks(NOW, NOW + 3);
  await bench.background();
  expect((await bench.stored(streamId, NOW - DAY, NOW - DAY + 31)).missing).toEqual([...new Array(30).fill("no-sample"), null]);
  await send(NOW - DAY, NOW - DAY + 30, 99);
  await bench.background();
  expect((await bench.stored(streamId, NOW - DAY, NOW - DAY + 30)).missing).toEqual(new Array(30).fill(null));
  expect(await totalsOf(NOW - DAY, NOW - DAY + 30)).toEqual([30 * 99, 30 * 100]);
});

test("minutes of the same day make one request, however often and in whatever order they are sent; other days have their own", async () => {
  await fourDays();
  for (const minute of [NOW - DAY - 200, NOW - DAY - 61, NOW - DAY - 400, NOW - DAY - 61]) await send(minute, minute + 1, 7);
  await send(NOW - 4 * DAY + 5, NOW - 4 * DAY + 6, 7);
  expect(await requests()).toEqual([
    [-4 * DAY, -4 * DAY + 60, "queued", "sender"],
    [-DAY - 420, -DAY - 60, "queued", "sender"],
  ]);
  // The second time a minute is sent nothing changes.
  expect(nudges).toBe(4);
  await bench.background();
  expect(await totalsOf(NOW - 4 * DAY, NOW)).toEqual([4 * DAY * 100 - 4 * 93, 4 * DAY * 100]);
});

test("a request of somebody else stays as it is, and one that has begun is not taken for one that will read what came since", async () => {
  await fourDays();
  const insert = `INSERT INTO refill_request (stream_id, from_minute, to_minute, cursor, author, state) VALUES ($1, $2, $3, $2, $4, $5)`;
  await pool.query(insert, [streamId, NOW - DAY, NOW, "ada", "queued"]);
  await pool.query(insert, [streamId, NOW - 2 * DAY, NOW - 2 * DAY + 60, "sender", "running"]);
  await send(NOW - 2 * DAY + 3, NOW - 2 * DAY + 4, 1);
  expect(await requests()).toEqual([
    [-2 * DAY, -2 * DAY + 60, "running", "sender"],
    [-2 * DAY, -2 * DAY + 60, "queued", "sender"],
    [-DAY, 0, "queued", "ada"],
  ]);
});

test("receipts of late minutes are forgotten after a day, those of people stay", async () => {
  await fourDays();
  const insert = `INSERT INTO refill_request (stream_id, from_minute, to_minute, cursor, author, state, ended_at)
    VALUES ($1, $2, $3, $3, $4, 'done', now() - make_interval(hours => $5))`;
  for (const [author, hours] of [
    ["ada", 30],
    ["sender", 30],
    ["sender", 20],
  ])
    await pool.query(insert, [streamId, NOW - DAY, NOW, author, hours]);
  await send(NOW - DAY, NOW - DAY + 1, 1);
  expect((await requests()).map(([, , state, author]) => [state, author])).toEqual(
    expect.arrayContaining([
      ["done", "ada"],
      ["done", "sender"],
      ["queued", "sender"],
    ]),
  );
  expect(await requests()).toHaveLength(3);
});

test("minutes of a name that nobody counts, or from before the stream begins, are kept and ask for nothing", async () => {
  await fourDays();
  await send(NOW - 2 * DAY, NOW - 2 * DAY + 1, 1, "returns");
  await send(NOW - 5 * DAY, NOW - 5 * DAY + 1, 1);
  expect([await requests(), nudges]).toEqual([[], 0]);
});

test("what was sent is kept as long as minutes are", async () => {
  await fourDays();
  const insert = `INSERT INTO push_series (source_id, fingerprint, metric, kind, labels, first_at_ms, last_at_ms) VALUES ($1, $2, 'm', 'gauge', '{}', 1, $3) RETURNING id`;
  const cutMs = (NOW - 2 * DAY) * MINUTE_MS;
  for (const [index, lastMs] of [cutMs - 1, cutMs].entries()) {
    const { rows } = await pool.query<{ id: bigint }>(insert, [sourceId, Buffer.from([index]), lastMs]);
    await pool.query("INSERT INTO push_sample (series_id, at_ms, value) VALUES ($1, $2, 1), ($1, $3, 1)", [rows[0]?.id, cutMs - 5, lastMs]);
  }
  // At midnight ten days after the cut.
  bench.clock.moveTo((NOW + (RETENTION_DAYS - 2) * DAY) * MINUTE_MS);
  await bench.parts.keeper.renew();
  await bench.parts.upkeep();
  expect((await pool.query(`SELECT min(minute) AS first, count(*)::int AS n FROM push_minute`)).rows).toEqual([
    { first: NOW - 2 * DAY, n: 2 * DAY + 20 },
  ]);
  expect((await pool.query("SELECT at_ms FROM push_sample")).rows).toEqual([{ at_ms: BigInt(cutMs) }]);
  expect((await pool.query("SELECT last_at_ms FROM push_series")).rows).toEqual([{ last_at_ms: BigInt(cutMs) }]);
});
