import { expect, test } from "vitest";
import { dueBounds, dueReads } from "./due.ts";
import type { PlannedStream } from "./plan.ts";

const stream = (streamId: number, watermark: number, firstMinute = 0): PlannedStream => ({
  streamId,
  sourceId: "s",
  query: { canonical: "{}" },
  probe: null,
  firstMinute,
  watermark,
});

const starts = (streams: readonly PlannedStream[], end: number, settle = 2) =>
  dueReads(streams, end, settle).map((read) => [read.from, read.streams.map(({ streamId }) => streamId)]);

test("a minute may be read once the ingest delay has passed since its end, and is overdue 60 s later", () => {
  expect(dueBounds(100 * 60_000 + 29_999, 30)).toEqual({ readableEnd: 99, overdueEnd: 98 });
  expect(dueBounds(100 * 60_000 + 30_000, 30)).toEqual({ readableEnd: 100, overdueEnd: 99 });
});

test("streams with the same watermark are asked for together, from the settle window on", () => {
  expect(starts([stream(1, 999), stream(2, 998), stream(3, 999)], 1000)).toEqual([
    [996, [2]],
    [997, [1, 3]],
  ]);
});

test("a stream with nothing to close is not asked for", () => {
  expect(starts([stream(1, 1000)], 1000)).toEqual([]);
  expect(starts([stream(1, 1060)], 1000)).toEqual([]);
});

test("the settle window does not reach below what a stream holds", () => {
  expect(starts([stream(1, 999, 998)], 1000)).toEqual([[998, [1]]]);
});

test("a new stream is read from its whole hour on", () => {
  expect(starts([stream(1, 900, 900)], 959)).toEqual([[900, [1]]]);
});

test("a stream that is more than ten minutes behind is read from the newest ten minutes on", () => {
  expect(starts([stream(1, 500)], 1000)).toEqual([[990, [1]]]);
  expect(starts([stream(1, 990)], 1000)).toEqual([[988, [1]]]);
});

test("many different watermarks become one question from the earliest on", () => {
  const streams = [999, 998, 997, 996, 995].map((watermark, i) => stream(i, watermark));
  expect(starts(streams, 1000)).toEqual([[993, [4, 3, 2, 1, 0]]]);
});
