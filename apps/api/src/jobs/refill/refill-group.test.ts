import { expect, test } from "vitest";
import { type DueGap, nextRefillGroup } from "./refill-group.ts";

const gapOf = (streamId: number, from: number, to: number, watermark = 10_000): DueGap => ({
  id: BigInt(streamId * 100_000 + from),
  streamId,
  from,
  to,
  reason: "source-down",
  openedAtMs: 0,
  retryAtMs: 0,
  attempts: 0,
  query: { canonical: `${streamId}` },
  probe: { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] },
  firstMinute: 0,
  watermark,
});

const group = (gaps: readonly DueGap[], windowMinutes = 1440, settleMinutes = 2) => {
  const next = nextRefillGroup(gaps, { windowMinutes, settleMinutes });
  return next === null ? null : { from: next.from, to: next.to, parts: next.parts.map((part) => [part.gap.streamId, part.from, part.to]) };
};

test("the same outage of many streams is one question", () => {
  expect(group([gapOf(1, 500, 600), gapOf(2, 500, 600), gapOf(3, 498, 600)])).toEqual({
    from: 498,
    to: 600,
    parts: [
      [1, 500, 600],
      [2, 500, 600],
      [3, 498, 600],
    ],
  });
});

test("the newest gap comes first, and one that is far away waits", () => {
  expect(group([gapOf(1, 100, 110), gapOf(2, 900, 910)])).toEqual({ from: 900, to: 910, parts: [[2, 900, 910]] });
});

test("a long gap is asked for newest window first", () => {
  expect(group([gapOf(1, 0, 5000)], 1440)).toEqual({ from: 3560, to: 5000, parts: [[1, 3560, 5000]] });
});

test("minutes of the settle window belong to the tick", () => {
  expect(group([gapOf(1, 990, 1000, 1000)])).toEqual({ from: 990, to: 998, parts: [[1, 990, 998]] });
  expect(group([gapOf(1, 999, 1000, 1000)])).toBeNull();
});

test("a short gap does not make others read a long stretch", () => {
  expect(group([gapOf(1, 990, 1000), gapOf(2, 500, 1000)])).toEqual({ from: 990, to: 1000, parts: [[1, 990, 1000]] });
});

test("at most 200 streams are asked for at once, one stretch of each", () => {
  const gaps = Array.from({ length: 300 }, (_, i) => [gapOf(i, 500, 600), gapOf(i, 610, 620)]).flat();
  expect(group(gaps)?.parts).toHaveLength(200);
});
