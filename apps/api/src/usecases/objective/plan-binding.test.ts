import { expect, test } from "vitest";
import { planBinding } from "./plan-binding.ts";
import type { StreamCoverage } from "./stream-store.ts";

const stream = (id: number, firstMinute: number, watermark: number): StreamCoverage => ({
  id,
  sourceId: "s",
  specHash: `hash-${id}`,
  firstMinute,
  watermark,
});
const readingOld = { stream: stream(1, 0, 6000), nextStream: null };

test("a new objective reads the stream of its query at once", () => {
  expect(planBinding(stream(2, 6000, 6000), null)).toEqual({ streamId: 2, nextStreamId: null });
});

test("an unchanged query stays where it is", () => {
  expect(planBinding(stream(1, 0, 6000), readingOld)).toEqual({ streamId: 1, nextStreamId: null });
});

test("a changed query is read first, while the objective goes on with the old one", () => {
  expect(planBinding(stream(2, 6000, 6000), readingOld)).toEqual({ streamId: 1, nextStreamId: 2 });
});

test("a changed query that is already stored as far as the old one is read at once", () => {
  expect(planBinding(stream(2, 0, 6000), readingOld)).toEqual({ streamId: 2, nextStreamId: null });
});

test("a stream that knows nothing yet is left at once", () => {
  expect(planBinding(stream(2, 6000, 6000), { stream: stream(1, 6000, 6000), nextStream: null })).toEqual({
    streamId: 2,
    nextStreamId: null,
  });
});

test("a second change of query replaces the one that is still being read", () => {
  const changing = { ...readingOld, nextStream: { id: 2, sourceId: "s", specHash: "hash-2" } };
  expect(planBinding(stream(3, 6000, 6000), changing)).toEqual({ streamId: 1, nextStreamId: 3 });
});

test("going back to the old query gives up the new one", () => {
  const changing = { ...readingOld, nextStream: { id: 2, sourceId: "s", specHash: "hash-2" } };
  expect(planBinding(readingOld.stream, changing)).toEqual({ streamId: 1, nextStreamId: null });
});
