import { expect, test } from "vitest";
import { nextBackfillChunk } from "./backfill-chunk.ts";
import type { RunnableBackfill } from "./backfill-store.ts";

const DAY = 1440;
const TO = 100 * DAY;

const rowOf = (streamId: number, firstMinute: number, more: Partial<RunnableBackfill> = {}): RunnableBackfill => ({
  id: BigInt(streamId),
  streamId,
  query: { canonical: `${streamId}` },
  probe: { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] },
  from: TO - 30 * DAY,
  to: TO,
  firstMinute,
  attempts: 0,
  ...more,
});

const chunk = (rows: readonly RunnableBackfill[], minutes = 100_000) => {
  const next = nextBackfillChunk(rows, () => minutes);
  return next === null ? null : [next.from, next.to, next.rows.map(({ streamId }) => streamId)];
};

test("the last 24 h come first, of every stream, before anybody's older history", () => {
  expect(chunk([rowOf(1, TO - 2 * DAY), rowOf(2, TO), rowOf(3, TO)])).toEqual([TO - DAY, TO, [2, 3]]);
});

test("after that chunks are as long as the source allows, up to a week", () => {
  expect(chunk([rowOf(1, TO - DAY)])).toEqual([TO - 8 * DAY, TO - DAY, [1]]);
  expect(chunk([rowOf(1, TO - DAY)], 130)).toEqual([TO - DAY - 120, TO - DAY, [1]]);
});

test("a chunk is never shorter than an hour and begins at a whole hour", () => {
  expect(chunk([rowOf(1, TO)], 7)).toEqual([TO - 60, TO, [1]]);
});

test("history ends at the start that was asked for, rounded down to its hour", () => {
  expect(chunk([rowOf(1, TO - 30 * DAY + 60, { from: TO - 30 * DAY + 1 })])).toEqual([TO - 30 * DAY, TO - 30 * DAY + 60, [1]]);
});

test("a stream that holds its history already has nothing to read", () => {
  expect(chunk([rowOf(1, TO - 30 * DAY), rowOf(2, TO - 31 * DAY)])).toBeNull();
});

test("many streams together ask for less each, so that a transaction stays short", () => {
  const rows = Array.from({ length: 300 }, (_, i) => rowOf(i, TO - DAY));
  expect(chunk(rows)?.[0]).toBe(TO - 2 * DAY);
  expect(nextBackfillChunk(rows, () => 100_000)?.rows).toHaveLength(200);
});
