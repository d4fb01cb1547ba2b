import type { MissingReason } from "@solvent/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fillGaps, type OpenGap, openGap, type Stretch } from "./gap-arithmetic.ts";

const gap = (id: string, from: number, to: number, more: Partial<OpenGap> = {}): OpenGap => ({
  id,
  origin: null,
  from,
  to,
  reason: "source-down",
  settled: false,
  ...more,
});
const down = (from: number, to: number) => ({ from, to, reason: "source-down" as const });
const byStart = (gaps: readonly OpenGap[]) => [...gaps].sort((a, b) => a.from - b.from);

test("a stretch with nothing around it is a new gap", () => {
  expect(openGap([], down(5, 9))).toEqual([gap("", 5, 9, { id: null })]);
});

test("a stretch that adjoins a gap of the same reason extends it", () => {
  expect(openGap([gap("1", 0, 5)], down(5, 6))).toEqual([gap("1", 0, 6)]);
});

test("a stretch between two gaps of the same reason makes them one", () => {
  expect(openGap([gap("1", 0, 5), gap("2", 8, 9)], down(5, 8))).toEqual([gap("1", 0, 9)]);
});

test("a stretch in the middle of a gap of another reason splits it, and its second half keeps its history", () => {
  const after = openGap([gap("1", 0, 10, { reason: "query-failed" })], down(4, 6));
  expect(byStart(after)).toEqual([
    gap("1", 0, 4, { reason: "query-failed" }),
    gap("", 4, 6, { id: null }),
    gap("", 6, 10, { reason: "query-failed", id: null, origin: "1" }),
  ]);
});

test("what is settled for the same reason is not opened again, but its surroundings are", () => {
  const after = openGap([gap("1", 3, 5, { settled: true })], down(2, 7));
  expect(byStart(after)).toEqual([gap("", 2, 3, { id: null }), gap("1", 3, 5, { settled: true }), gap("", 5, 7, { id: null })]);
});

test("filling the middle of a gap leaves both ends open and keeps the filled part", () => {
  expect(fillGaps([gap("1", 0, 10)], [{ from: 4, to: 6 }])).toEqual({
    open: [gap("1", 0, 4), gap("", 6, 10, { id: null, origin: "1" })],
    whole: [],
    pieces: [{ from: 4, to: 6, origin: "1" }],
  });
});

test("filling all of a gap, in pieces that lie side by side, fills its row", () => {
  expect(
    fillGaps(
      [gap("1", 2, 6)],
      [
        { from: 0, to: 4 },
        { from: 4, to: 9 },
      ],
    ),
  ).toEqual({ open: [], whole: ["1"], pieces: [] });
});

const stretch = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 12 })).map(([from, length]): Stretch => ({ from, to: from + length }));
const reason = fc.constantFrom<MissingReason>("source-down", "query-failed", "no-sample");
const step = fc.oneof(
  fc.record({ kind: fc.constant("open" as const), stretch, reason }),
  fc.record({ kind: fc.constant("fill" as const), stretch, reason }),
  fc.record({ kind: fc.constant("settle" as const), stretch, reason }),
);

test("after any sequence of openings and fillings each minute has the latest reason, once", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let gaps: OpenGap[] = [];
      const reasons = new Map<number, MissingReason>();
      let ids = 0;
      for (const { kind, stretch: s, reason: r } of steps) {
        const minutes = Array.from({ length: s.to - s.from }, (_, i) => s.from + i);
        if (kind === "open") gaps = openGap(gaps, { ...s, reason: r });
        if (kind === "fill") gaps = [...fillGaps(gaps, [s]).open];
        if (kind === "settle") gaps = gaps.map((g) => (g.from === s.from ? { ...g, settled: true } : g));
        for (const m of minutes) {
          if (kind === "open") reasons.set(m, r);
          if (kind === "fill") reasons.delete(m);
        }
        gaps = gaps.map((g) => {
          ids += 1;
          return { ...g, id: g.id ?? String(ids), origin: null };
        });
      }
      const covered = gaps.flatMap((g) => Array.from({ length: g.to - g.from }, (_, i) => [g.from + i, g.reason] as const));
      expect(covered.length).toBe(reasons.size);
      expect(new Map(covered)).toEqual(reasons);
    }),
    { numRuns: 500 },
  );
});
