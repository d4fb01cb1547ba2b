import { expect, test } from "vitest";
import { freshnessOf } from "./freshness.ts";

const base = {
  dataTo: "2026-11-24T18:12Z",
  now: "2026-11-24T18:13:10Z",
  receivedAtMs: 1_000,
  viewerNowMs: 1_000,
  failing: false,
  lostSinceMs: null,
};
const toMs = Date.parse(base.dataTo);

test("data within 3 min is fresh", () => {
  expect(freshnessOf(base)).toEqual({ kind: "fresh", toMs });
});

test("data grows old while no newer answer comes, whatever the viewer's clock says", () => {
  expect(freshnessOf({ ...base, viewerNowMs: 1_000 + 200_000 })).toEqual({ kind: "stale", toMs, age: "4\u202fmin" });
  expect(freshnessOf({ ...base, receivedAtMs: 9e12, viewerNowMs: 9e12 })).toEqual({ kind: "fresh", toMs });
});

test("a failing poll says when the updates stopped", () => {
  expect(freshnessOf({ ...base, failing: true })).toEqual({ kind: "lost", toMs, atMs: 1_000 });
});

test("a lost stream says since when, although asking again still works", () => {
  expect(freshnessOf({ ...base, lostSinceMs: 900 })).toEqual({ kind: "lost", toMs, atMs: 900 });
});

test("without any stream there is nothing to say", () => {
  expect(freshnessOf({ ...base, dataTo: null })).toEqual({ kind: "nothing" });
});
