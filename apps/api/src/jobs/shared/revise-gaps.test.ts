import type { MinuteBlock, MissingReason } from "@solvent/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { GapPiece, GapRow } from "./gap-row.ts";
import { type GapQuestion, reviseGaps } from "./revise-gaps.ts";

const NOW_MS = 1_000_000;

const blockOf = (from: number, missing: readonly (MissingReason | null)[]): MinuteBlock => ({
  from,
  good: missing.map(() => 0),
  total: missing.map(() => 0),
  missing,
});

const rowOf = (id: number, from: number, to: number, more: Partial<GapRow> = {}): GapRow => ({
  id: BigInt(id),
  streamId: 1,
  from,
  to,
  reason: "source-down",
  openedAtMs: 5,
  retryAtMs: 7,
  attempts: 0,
  ...more,
});

const ask = (rows: readonly GapRow[], block: MinuteBlock, more: Partial<GapQuestion> = {}) =>
  reviseGaps({ streamId: 1, rows, block, nowMs: NOW_MS, uncovered: "leave", decide: () => ({ retryAtMs: null, attempts: 1 }), ...more });

const brief = (pieces: readonly GapPiece[]) => pieces.map((p) => [p.from, p.to, p.reason, p.retryAtMs]);

test("a gap is split where the answer knows a part of it, and minutes still missing take the reason of the answer", () => {
  const revision = ask([rowOf(1, 10, 16)], blockOf(11, [null, "no-sample", null]));
  expect(brief(revision?.insert ?? [])).toEqual([
    [10, 11, "source-down", 7],
    [12, 13, "no-sample", null],
    [14, 16, "source-down", 7],
  ]);
});

test("settled neighbours with the same reason become one row", () => {
  const settled = rowOf(1, 0, 10, { reason: "no-series", retryAtMs: null, attempts: 1, openedAtMs: 1 });
  const revision = ask([settled, rowOf(2, 10, 12)], blockOf(10, ["no-series", "no-series"]));
  expect(revision?.remove).toEqual([1n, 2n]);
  expect(brief(revision?.insert ?? [])).toEqual([[0, 12, "no-series", null]]);
});

test("missing minutes without a row are opened only when asked to", () => {
  const block = blockOf(10, [null, "no-sample"]);
  expect(ask([], block)).toBeNull();
  expect(brief(ask([], block, { uncovered: "open" })?.insert ?? [])).toEqual([[11, 12, "no-sample", null]]);
});

test("nothing changes when the rows say already what the block says", () => {
  const keep: GapQuestion["decide"] = (_minute, row) => ({ retryAtMs: row?.retryAtMs ?? null, attempts: row?.attempts ?? 0 });
  expect(ask([rowOf(1, 10, 12)], blockOf(8, [null, null, "source-down", "source-down", null]), { decide: keep })).toBeNull();
});

const blockArbitrary = fc.record({
  from: fc.integer({ min: 100, max: 130 }),
  missing: fc.array(fc.constantFrom<MissingReason | null>(null, "no-sample", "source-down"), { minLength: 1, maxLength: 30 }),
});
/** Rows that do not overlap, from pairs of a distance and a length. */
const rowsArbitrary = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 12 })), { maxLength: 6 }).map((steps) => {
  let at = 95;
  return steps.map(([distance, length], i) => {
    const from = at + distance;
    at = from + length;
    return rowOf(i + 1, from, at, { openedAtMs: i });
  });
});

test("after any block, rows cover exactly the missing minutes that were covered or are opened, and no minute twice", () => {
  fc.assert(
    fc.property(rowsArbitrary, blockArbitrary, fc.constantFrom<"open" | "leave">("open", "leave"), (rows, raw, uncovered) => {
      const block = blockOf(raw.from, raw.missing);
      const touching = rows.filter((row) => row.to >= block.from && row.from <= block.from + block.missing.length);
      const revision = ask(touching, block, { uncovered });
      const covered = (list: readonly { from: number; to: number }[], minute: number) =>
        list.filter(({ from, to }) => from <= minute && minute < to).length;
      const after = revision?.insert ?? touching;
      for (let minute = 90; minute < 200; minute++) {
        const reason = block.missing[minute - block.from];
        const was = covered(touching, minute);
        const expected = reason === undefined ? was : reason === null ? 0 : uncovered === "open" ? 1 : was;
        expect(covered(after, minute)).toBe(expected);
      }
    }),
  );
});
