import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePool } from "../../infra/store/pool.ts";
import { type FakeMinute, type FakeSource, fakeIndicator, makeFakeSource } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addBackfill, addComposite, addObjective, addRoute, addSource, addStream, addTarget } from "./seed.ts";

const database = useTestDatabase("test");
let pool: pg.Pool;
let source: FakeSource;
let bench: JobBench;
let streams: readonly [number, number];
let objectives: readonly [string, string];
let compositeId: number;

const slices = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" } as const;
const terms = { window: { kind: "rolling", minutes: 43_200 }, method: "timeslices", slices } as const;

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  source = makeFakeSource();
  const sourceId = await addSource(pool, "prom");
  const [a, b] = [
    await addStream(pool, { sourceId, query: "front", firstMinute: START }),
    await addStream(pool, { sourceId, query: "back", firstMinute: START }),
  ];
  streams = [a, b];
  objectives = [
    await addObjective(pool, { streamId: a, indicator: fakeIndicator("front") }),
    await addObjective(pool, { streamId: b, indicator: fakeIndicator("back") }),
  ];
  ({ streamId: compositeId } = await addComposite(pool, { how: "allSlices", parts: objectives, firstMinute: START, terms }));
  await addRoute(pool, { scope: "all", targets: [{ id: await addTarget(pool, "oncall"), severities: ["page", "ticket"] }] });
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: source.handle }) });
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await pool.end();
});

const fine: FakeMinute = { good: 100, total: 100 };
const dead: FakeMinute = { good: 0, total: 100 };

const headOf = async (id: number): Promise<readonly [number, number]> => {
  const [head] = await bench.minutes.heads([id]);
  return [(head?.firstMinute ?? 0) - START, (head?.watermark ?? 0) - START];
};

/** Of all alerts of the composite's objective: "kind severity opened-closed". */
async function alerts(): Promise<string[]> {
  const { rows } = await pool.query(
    "SELECT a.*, a.subject->>'source' AS source FROM alert a JOIN objective o ON o.id = a.objective_id WHERE o.stream_id = $1 ORDER BY a.id",
    [compositeId],
  );
  const at = (minute: number | null) => (minute === null ? "" : minute - START);
  return rows.map((row) => `${row.kind} ${row.severity} ${at(row.opened_at)}-${at(row.closed_at)} ${row.source}`);
}

test("an alert fires on a composite when one of its parts burns, and is over with it", { timeout: 60_000 }, async () => {
  source.answer("front", () => fine);
  source.answer("back", (minute) => (minute >= START + 60 && minute < START + 75 ? dead : fine));
  await bench.tickAt(START + 55);
  await bench.background();
  await bench.ticks(START + 55, START + 140);
  expect(await headOf(compositeId)).toEqual([0, 140]);
  const found = await alerts();
  expect(found[0]).toMatch(/^burn page 65-\d+ null$/);
  expect(found.every((alert) => alert.startsWith("burn"))).toBe(true);
  const { rows } = await pool.query(
    "SELECT count(*)::int AS told FROM notification n JOIN alert a ON a.id = n.alert_id WHERE a.subject->>'source' IS NULL",
  );
  expect(rows[0]?.told).toBeGreaterThanOrEqual(2);
});

test("a composite of which nothing is known raises nothing of its own", { timeout: 60_000 }, async () => {
  for (const query of ["front", "back"]) source.answer(query, (minute) => (minute >= START + 60 ? "no-series" : fine));
  await bench.tickAt(START + 55);
  await bench.background();
  await bench.ticks(START + 55, START + 81);
  expect(await alerts()).toEqual([]);
  const block = await bench.stored(compositeId, START + 40, START + 80);
  expect(block.missing.map((reason) => reason !== null)).toEqual(Array.from({ length: 40 }, (_, i) => i >= 20));
});

test("history of the parts is put together as far back as all of them reach", async () => {
  for (const query of ["front", "back"]) source.answer(query, () => fine);
  await addBackfill(pool, streams[0], { from: START - 3 * 1440, to: START });
  await addBackfill(pool, streams[1], { from: START - 1440, to: START });
  await bench.tickAt(START + 3);
  await bench.background();
  await bench.tickAt(START + 4);
  await bench.background();
  expect(await headOf(compositeId)).toEqual([-1440, 4]);
});

test("a composite that nobody reads any more goes", async () => {
  for (const query of ["front", "back"]) source.answer(query, () => fine);
  await bench.tickAt(START + 2);
  await bench.background();
  await bench.tickAt(START + 3);
  await pool.query("DELETE FROM objective WHERE stream_id = $1", [compositeId]);
  await bench.parts.upkeep();
  bench.clock.moveTo((START + 180) * 60_000);
  await bench.parts.keeper.renew();
  await bench.parts.upkeep();
  const { rows } = await pool.query("SELECT kind FROM stream ORDER BY id");
  expect(rows.map(({ kind }) => kind)).toEqual(["measured", "measured"]);
  expect((await pool.query("SELECT 1 FROM composite_part")).rowCount).toBe(0);
  expect((await pool.query("SELECT 1 FROM stream_hour WHERE stream = $1", [compositeId])).rowCount).toBe(0);
});
