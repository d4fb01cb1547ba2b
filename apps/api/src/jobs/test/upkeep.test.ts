import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePool } from "../../infra/store/pool.ts";
import { type FakeSource, fakeIndicator, makeFakeSource } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addBackfill, addObjective, addSource, addStream } from "./seed.ts";

const DAY = 1440;
const HOUR_MS = 3_600_000;
const database = useTestDatabase("test");
let pool: pg.Pool;
let source: FakeSource;
let bench: JobBench;
let sourceId: string;

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  source = makeFakeSource();
  source.answer("shop", () => ({ good: 9, total: 10 }));
  sourceId = await addSource(pool, "prom");
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) }, 3);
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await pool.end();
});

const tables = async (parent: string): Promise<string[]> =>
  (
    await pool.query<{ name: string }>(
      "SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass ORDER BY 1",
      [parent],
    )
  ).rows.map(({ name }) => name);
const count = async (table: string): Promise<number> => Number((await pool.query(`SELECT count(*) AS n FROM ${table}`)).rows[0].n);

async function upkeepAt(minute: number): Promise<void> {
  bench.clock.moveTo(minute * 60_000);
  await bench.parts.keeper.renew();
  await bench.parts.upkeep();
}

test("minutes of days that are no longer kept are dropped, and what they add up to stays", async () => {
  const streamId = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
  await addBackfill(pool, streamId, { from: START - 3 * DAY, to: START });
  await bench.tickAt(START + 1);
  await bench.background();
  expect((await bench.minutes.heads([streamId]))[0]?.firstMinute).toBe(START - 3 * DAY);
  await bench.tickAt(START + DAY + 1);
  await upkeepAt(START + DAY + 2);
  const head = { streamId, firstMinute: START - 3 * DAY, watermark: START + DAY + 1, minutesFrom: START - 2 * DAY };
  expect((await bench.minutes.heads([streamId]))[0]).toEqual(head);
  expect((await tables("stream_hour"))[0]).toBe("stream_hour_20291230");
  const table = await bench.minutes.totalsAt([streamId], [START - 3 * DAY, START - 2 * DAY, START]);
  const between = (from: number, to: number) => Number(table.at(0, to)?.total) - Number(table.at(0, from)?.total);
  expect([between(0, 1), between(1, 2)]).toEqual([DAY * 10_000, 2 * DAY * 10_000]);
  await addBackfill(pool, streamId, { from: START - 3 * DAY - 60, to: START - 3 * DAY });
  await bench.background();
  expect((await pool.query("SELECT message FROM backfill ORDER BY id DESC LIMIT 1")).rows).toEqual([
    { message: "Minutes are kept for 3 days" },
  ]);
});

test("a stream whose minutes all lie in dropped days is empty afterwards and can be written again", async () => {
  const streamId = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop") });
  await bench.ticks(START, START + 3);
  await upkeepAt(START + 10 * DAY);
  const head = (await bench.minutes.heads([streamId]))[0];
  expect(head).toEqual({ streamId, firstMinute: START + DAY, watermark: START + DAY });
  await bench.tickAt(START + 10 * DAY + 5);
  expect((await bench.stored(streamId, START + 10 * DAY + 4, START + 10 * DAY + 5)).total).toEqual([10_000]);
});

test("partitions of the coming days exist before they are needed", async () => {
  await upkeepAt(START);
  expect(await tables("stream_hour")).toEqual([
    "stream_hour_20300101",
    "stream_hour_20300102",
    "stream_hour_20300103",
    "stream_hour_20300104",
  ]);
});

test("a stream that nobody reads for an hour is removed with its minutes; one that is read again is kept", async () => {
  const unread = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
  const objective = await addObjective(pool, { streamId: unread, indicator: fakeIndicator("shop") });
  await bench.ticks(START, START + 3);
  await pool.query("DELETE FROM objective WHERE id = $1", [objective]);
  await upkeepAt(START + 5);
  const again = await addStream(pool, { sourceId, query: "again", firstMinute: START });
  await bench.parts.upkeep();
  expect(await count("stream")).toBe(2);
  await addObjective(pool, { streamId: again, indicator: fakeIndicator("again") });
  await upkeepAt(START + 5 + HOUR_MS / 60_000);
  expect((await pool.query("SELECT id FROM stream")).rows).toEqual([{ id: again }]);
  expect([await count("stream_hour"), await count("stream_anchor")]).toEqual([0, 0]);
});

test("attempts to deliver are kept for thirty days, and the one that settled a notification for good", async () => {
  const { rows } = await pool.query<{ id: string }>(
    `WITH target AS (INSERT INTO notification_target (name, kind, settings) VALUES ('oncall', 'fake', '{}') RETURNING id),
       alert AS (INSERT INTO alert (kind, severity, subject, opened_at, closed_at, close_reason, evidence)
         VALUES ('source-down', 'page', '{}', 1, 2, 'resolved', '{}') RETURNING id),
       attempts AS (INSERT INTO delivery (target_id, form, carried, attempt, started_at)
         SELECT target.id, 'single', 1, n, to_timestamp($1) - make_interval(days => 31 - 10 * (n / 3)) FROM target, generate_series(1, 3) n
         RETURNING id, attempt)
     INSERT INTO notification (alert_id, target_id, target_name, event, state, delivery_id)
       SELECT alert.id, target.id, 'oncall', 'fired', 'sent', attempts.id FROM alert, target, attempts WHERE attempt = 2 RETURNING id`,
    [START * 60],
  );
  expect(rows).toHaveLength(1);
  await upkeepAt(START);
  expect((await pool.query("SELECT attempt FROM delivery ORDER BY attempt")).rows).toEqual([{ attempt: 2 }, { attempt: 3 }]);
});
