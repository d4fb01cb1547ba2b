import { expect, test } from "vitest";
import { nextChunk, nextPass, type ReconcilePass, restMs } from "./reconcile-pass.ts";
import type { DueStream } from "./reconcile-store.ts";

const DAY = 1440;
const NOW = 100 * DAY;

const due = (streamId: number, fields: Partial<DueStream> = {}): DueStream => ({
  streamId,
  query: { canonical: `${streamId}` },
  probe: { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] },
  minutesFrom: NOW - 30 * DAY,
  watermark: NOW,
  reach: "day",
  ...fields,
});
const many = (count: number, fields: Partial<DueStream> = {}) => Array.from({ length: count }, (_, i) => due(i + 1, fields));
const limits = { settleMinutes: 2, chunkMinutes: () => DAY };
const begin = (streams: readonly DueStream[], chunkMinutes: (stream: { streamId: number }) => number = () => DAY): ReconcilePass => {
  const pass = nextPass(streams, { settleMinutes: 2, chunkMinutes }, NOW);
  if (pass === null) throw new Error("something is due");
  return pass;
};

test("a pass reads the last day up to the settle window, which is the tick's", () => {
  expect(begin([due(1)])).toEqual({ reach: "day", streamIds: [1], from: NOW - 2 - DAY, cursor: NOW - 2, at: NOW });
  expect(begin([due(1, { reach: "week" })])).toMatchObject({ reach: "week", from: NOW - 2 - 7 * DAY });
  expect(nextPass([], limits, NOW)).toBeNull();
});

test("at most 200 streams go together, of one reach and of about the same stretch", () => {
  expect(begin(many(500)).streamIds).toHaveLength(200);
  expect(begin([due(1, { reach: "week" }), due(2)]).streamIds).toEqual([1]);
  expect(begin(many(4), ({ streamId }) => (streamId % 2 === 1 ? DAY : 60)).streamIds).toEqual([1, 3]);
});

test("stretches go from the newest minutes to the oldest, and each stream has its own bounds", () => {
  const streams = [due(1), due(2, { watermark: NOW - 100 }), due(3, { minutesFrom: NOW - 200 })];
  const pass = begin(streams);
  const first = nextChunk(pass, streams, { settleMinutes: 2, windowMinutes: 240 });
  expect(first?.parts.map(({ stream, from, to }) => [stream.streamId, from, to])).toEqual([
    [1, NOW - 242, NOW - 2],
    [2, NOW - 242, NOW - 102],
    [3, NOW - 200, NOW - 2],
  ]);
  const second = nextChunk({ ...pass, cursor: NOW - 242 }, streams, { settleMinutes: 2, windowMinutes: 240 });
  expect(second).toMatchObject({ from: NOW - 482, to: NOW - 242 });
  expect(second?.parts.map(({ stream }) => stream.streamId)).toEqual([1, 2]);
  expect(nextChunk({ ...pass, cursor: pass.from }, streams, { settleMinutes: 2, windowMinutes: 240 })).toBeNull();
});

test("minutes that no stream of the pass holds are passed over", () => {
  const streams = [due(1, { minutesFrom: NOW - 50 }), due(2, { watermark: NOW - 1000 })];
  const pass = { ...begin(streams), cursor: NOW - 50 };
  expect(nextChunk(pass, streams, { settleMinutes: 2, windowMinutes: 240 })).toMatchObject({ from: NOW - 1242, to: NOW - 1002 });
});

test("the rest grows with what was read, so that a thousand streams take minutes and not one", () => {
  const streams = many(200);
  const chunk = nextChunk(begin(streams), streams, { settleMinutes: 2, windowMinutes: DAY });
  if (chunk === null) throw new Error("there is a chunk");
  expect(restMs(chunk, 100)).toBe(30_000);
  expect(restMs({ ...chunk, parts: chunk.parts.slice(0, 1) }, 100)).toBe(5_000);
  expect(restMs(chunk, 20_000)).toBe(80_000);
});
