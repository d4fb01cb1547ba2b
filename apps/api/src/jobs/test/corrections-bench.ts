import { beforeEach, expect } from "vitest";
import { makeCorrectionReader } from "../../infra/store/corrections/correction-reader.ts";
import { makeRefillRequests } from "../../infra/store/corrections/refill-requests.ts";
import { makeGetRefill } from "../../usecases/correction/read-refills.ts";
import { type FakeMinute, fakeIndicator } from "./fake-source.ts";
import { START } from "./job-bench.ts";
import { addObjective } from "./seed.ts";
import { bench, FINE, pool, source, streamId, useShopBench } from "./shop-bench.ts";

export const HOUR = 60;

/** The shop, which works as long as the test does not say otherwise. */
export function useCorrectionBench(): void {
  useShopBench();
  beforeEach(() => source.answer("shop", () => FINE));
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
