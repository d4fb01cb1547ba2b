import type { Minute, MissingReason } from "@solvent/domain";
import { beforeEach, expect, test } from "vitest";
import { type ModelMinute, toBlock } from "./test/minute-model.ts";
import { useMinuteStore } from "./test/store-fixture.ts";

const ORIGIN = 28_000_020;
const KNOWN: ModelMinute = { good: 1, total: 1 };
const fixture = useMinuteStore();
let id = 0;
beforeEach(async () => {
  [id = 0] = await fixture.addStreams(1, ORIGIN);
});

const known = (n: number) => Array.from({ length: n }, () => KNOWN);
const missing = (n: number) => Array.from<ModelMinute>({ length: n }).fill(null);

/** Writes minutes at an offset and records stretches, by offsets, as one fenced transaction. */
const write = (
  at: number,
  minutes: readonly ModelMinute[],
  ...gaps: readonly (readonly [from: number, to: number, reason: MissingReason])[]
) =>
  fixture.store.inFence(fixture.fence, async (tx) => {
    await tx.writeMinutes([{ streamId: id, block: toBlock(ORIGIN + at, minutes) }]);
    await tx.openGaps(gaps.map(([from, to, reason]) => ({ streamId: id, from: ORIGIN + from, to: ORIGIN + to, reason })));
  });
const gaps = async (from: Minute = 0, to: Minute = 10_000) =>
  (await fixture.store.gaps(id, ORIGIN + from, ORIGIN + to)).map((g) => [
    g.from - ORIGIN,
    g.to - ORIGIN,
    g.reason,
    g.filledAtMs === null ? "open" : "filled",
  ]);
const reasons = async (from: number, to: number) => (await fixture.store.minutesBetween(id, ORIGIN + from, ORIGIN + to)).missing;
const settle = () => fixture.pool.query("UPDATE gap SET retry_at = NULL WHERE stream_id = $1", [id]);

test("a gap is due at once and its minutes show its reason", async () => {
  await write(0, [...known(3), ...missing(2), ...known(1)], [3, 5, "source-down"]);
  expect(await gaps()).toEqual([[3, 5, "source-down", "open"]]);
  expect(await reasons(2, 6)).toEqual([null, "source-down", "source-down", null]);
  const { rows } = await fixture.pool.query("SELECT attempts, retry_at <= clock_timestamp() AS due FROM gap WHERE stream_id = $1", [id]);
  expect(rows).toEqual([{ attempts: 0, due: true }]);
});

test("a missing minute without a gap was not read", async () => {
  await write(0, missing(1));
  expect(await reasons(0, 1)).toEqual(["not-read"]);
});

test("minutes that go missing one after the other for the same reason are one row", async () => {
  await write(0, known(1));
  for (let at = 1; at < 5; at += 1) await write(at, missing(1), [at, at + 1, "source-down"]);
  expect(await gaps()).toEqual([[1, 5, "source-down", "open"]]);
});

test("recording the same stretch again changes nothing", async () => {
  await write(0, missing(5), [0, 5, "source-down"]);
  await write(3, missing(2), [3, 5, "source-down"]);
  expect(await gaps()).toEqual([[0, 5, "source-down", "open"]]);
});

test("another reason begins another row, and takes over minutes that both claim", async () => {
  await write(0, missing(5), [0, 5, "source-down"]);
  await write(3, missing(5), [3, 8, "query-failed"]);
  expect(await gaps()).toEqual([
    [0, 3, "source-down", "open"],
    [3, 8, "query-failed", "open"],
  ]);
  expect(await reasons(2, 4)).toEqual(["source-down", "query-failed"]);
});

test("a gap that the source cannot fill is not reopened for the same reason", async () => {
  await write(0, missing(5), [0, 5, "no-sample"]);
  await settle();
  await write(4, missing(2), [4, 6, "no-sample"]);
  expect(await gaps()).toEqual([
    [0, 5, "no-sample", "open"],
    [5, 6, "no-sample", "open"],
  ]);
});

test("a gap whose minutes all become known is filled", async () => {
  await write(0, missing(5), [0, 5, "source-down"]);
  await write(0, known(5));
  expect(await gaps()).toEqual([[0, 5, "source-down", "filled"]]);
  expect(await reasons(0, 5)).toEqual([null, null, null, null, null]);
  const { rows } = await fixture.pool.query("SELECT retry_at FROM gap WHERE stream_id = $1", [id]);
  expect(rows).toEqual([{ retry_at: null }]);
});

test("a gap of which some minutes become known is split, and what is left keeps its attempts and its next try", async () => {
  await write(0, missing(10), [0, 10, "source-down"]);
  await fixture.pool.query("UPDATE gap SET attempts = 3, retry_at = '2100-01-01T00:00Z' WHERE stream_id = $1", [id]);
  await write(2, [...known(2), ...missing(2), ...known(1)]);
  expect(await gaps()).toEqual([
    [0, 2, "source-down", "open"],
    [2, 4, "source-down", "filled"],
    [4, 6, "source-down", "open"],
    [6, 7, "source-down", "filled"],
    [7, 10, "source-down", "open"],
  ]);
  const { rows } = await fixture.pool.query(
    "SELECT DISTINCT attempts, extract(year FROM retry_at)::int AS year, opened_at FROM gap WHERE stream_id = $1 AND filled_at IS NULL",
    [id],
  );
  expect(rows).toEqual([{ attempts: 3, year: 2100, opened_at: expect.any(Date) }]);
});

test("minutes that change without having been missing leave gaps alone", async () => {
  await write(0, [...missing(2), ...known(3)], [0, 2, "source-down"]);
  await write(2, [{ good: 0, total: 7 }, null]);
  expect(await gaps()).toEqual([[0, 2, "source-down", "open"]]);
});

test("only gaps that overlap the asked minutes are listed", async () => {
  await write(0, missing(30), [0, 5, "source-down"], [10, 15, "no-sample"], [20, 25, "source-down"]);
  expect(await gaps(5, 20)).toEqual([[10, 15, "no-sample", "open"]]);
  expect(await gaps(4, 21)).toHaveLength(3);
});

test("the same minute missing in many streams is one row each, extended in place", async () => {
  const ids = await fixture.addStreams(300, ORIGIN);
  const go = (at: number) =>
    fixture.store.inFence(fixture.fence, async (tx) => {
      await tx.writeMinutes(ids.map((streamId) => ({ streamId, block: toBlock(ORIGIN + at, [null]) })));
      await tx.openGaps(ids.map((streamId) => ({ streamId, from: ORIGIN + at, to: ORIGIN + at + 1, reason: "source-down" })));
    });
  for (let at = 0; at < 4; at += 1) await go(at);
  const { rows } = await fixture.pool.query(
    "SELECT count(*)::int AS rows, min(to_minute - from_minute) AS least, max(to_minute - from_minute) AS most FROM gap WHERE stream_id = ANY($1)",
    [ids],
  );
  expect(rows).toEqual([{ rows: 300, least: 4, most: 4 }]);
});
