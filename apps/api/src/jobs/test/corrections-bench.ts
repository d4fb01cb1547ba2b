import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { makeCorrectionReader } from "../../infra/store/corrections/correction-reader.ts";
import { makeRefillRequests } from "../../infra/store/corrections/refill-requests.ts";
import { makePool } from "../../infra/store/pool.ts";
import { makeGetRefill } from "../../usecases/correction/read-refills.ts";
import { type FakeMinute, type FakeSource, fakeIndicator, makeFakeSource } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addObjective, addRoute, addSource, addStream, addTarget } from "./seed.ts";

export const FINE: FakeMinute = { good: 100, total: 100 };
export const DEAD: FakeMinute = { good: 0, total: 100 };
export const HOUR = 60;

export let pool: pg.Pool;
export let source: FakeSource;
export let bench: JobBench;
export let sourceId: string;
export let streamId: number;

/** Anew, with a source that differs in this. */
export function startBench(change: Partial<FakeSource["handle"]> = {}): void {
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: { ...source.handle, ...change } }) });
}

/** One stream of a source that the test plays; everything that is exported here is made anew before each test of the file. */
export function useCorrectionBench(): void {
  const database = useTestDatabase("test");
  beforeEach(async () => {
    pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
    source = makeFakeSource();
    source.answer("shop", () => FINE);
    sourceId = await addSource(pool, "prom");
    streamId = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
    await addRoute(pool, { scope: "all", targets: [{ id: await addTarget(pool, "oncall"), severities: ["page", "ticket"] }] });
    startBench();
  });
  afterEach(async () => {
    expect(bench.errors).toEqual([]);
    await pool.end();
  });
}

export const corrections = async (filter = {}) =>
  (await makeCorrectionReader(pool).list(streamId, { from: null, to: null, cause: null, ...filter }, { limit: 200, after: null })).items;
export const brief = async (filter = {}) =>
  (await corrections(filter)).map(({ cause, changes }) => [
    cause,
    changes.map(({ minute, before, after }) => [
      minute - START,
      before === null ? null : Number(before.good),
      after === null ? null : Number(after.good),
    ]),
  ]);
export const goodAt = async (from: number, to: number) => {
  const { good, missing } = await bench.stored(streamId, START + from, START + to);
  return good.map((count, i) => (missing[i] === null ? count / 1000 : null));
};
export const pages = async () =>
  (await pool.query<{ severity: string; origin: string }>("SELECT severity, origin FROM alert WHERE kind = 'burn' ORDER BY severity")).rows;

/** One minute in which a refilled source says this, another from now on. */
export const except = (minutes: Readonly<Record<number, FakeMinute>>) => source.answer("shop", (minute) => minutes[minute - START] ?? FINE);

/** Ticks an hour and a bit; streams are planned at its beginning. */
export async function anHour(): Promise<void> {
  await addObjective(pool, { streamId, indicator: fakeIndicator("shop"), windowMinutes: 1440 });
  await bench.ticks(START, START + 3);
  await bench.background();
  await bench.ticks(START + 3, START + HOUR + 5);
}
export const refills = () => source.reads.filter(({ purpose }) => purpose === "refill");
/** Lets the source rest, and does the next thing. */
export async function rested(minutes = 1): Promise<void> {
  bench.clock.moveTo(bench.clock.wallMs() + minutes * 60_000);
  await bench.background();
}

export const requests = () => makeRefillRequests(pool);
export async function ask(from: number, to: number): Promise<string> {
  const queued = await requests().queue({ streamId, interval: { start: START + from, end: START + to }, author: "ada" });
  if (!("id" in queued)) throw new Error("it is under way already");
  return queued.id;
}
export const receipt = (id: string) => makeGetRefill({ refills: requests() })(id);
export const value = (text: string) => ({ exact: text, value: expect.closeTo(Number(text.split("/")[0]) / Number(text.split("/")[1])) });
