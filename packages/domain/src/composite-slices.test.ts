import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  COMPOSITE_RATIO_KINDS,
  type CompositeTree,
  compositeHistory,
  compositeMinutes,
  compositeSli,
  countInterval,
  countsWithin,
  divideHalfEven,
  type Fraction,
  fraction,
  leavesOf,
  type MinuteKnowledge,
  makeCombineSlices,
  minuteSeriesOfBlocks,
  ONE,
  type PartSlice,
  partSliceOf,
  RATIO_SCALE,
  type SliceTerms,
  sliceOfTree,
  toVerdict,
} from "./index.ts";

const SCALE = BigInt(RATIO_SCALE);
const units = fc.bigInt({ min: 0n, max: SCALE });
const slice: fc.Arbitrary<PartSlice> = fc.oneof(
  units,
  fc.constantFrom(0n, SCALE),
  fc.constantFrom("missing" as const, "left-out" as const),
);
const weight = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 30 }))
  .map(([num, den]) => fraction(BigInt(num), BigInt(den)));

describe("a slice of a composite", () => {
  test.each(COMPOSITE_RATIO_KINDS)("by %s is the SLI of what is known of its parts, rounded once", (how) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(slice, weight), { minLength: 1, maxLength: 8 }), (parts) => {
        const combined = makeCombineSlices({ how, weights: parts.map(([, one]) => one), target: null })(parts.map(([one]) => one));
        const { sli } = compositeSli(
          how,
          parts.map(([one, w]) => ({ sli: typeof one === "bigint" ? fraction(one, SCALE) : null, weight: w })),
        );
        const unknown = parts.some(([one]) => one === "missing") ? "missing" : "left-out";
        expect(combined).toBe(sli === null ? unknown : divideHalfEven(sli.num * SCALE, sli.den));
      }),
    );
  });

  test("by allSlices is bad by one bad part, and else needs all of them", () => {
    const combine = makeCombineSlices({ how: "allSlices", weights: [ONE, ONE], target: fraction(95n, 100n) });
    const limit = (SCALE * 95n) / 100n;
    expect(combine([SCALE, limit])).toBe(SCALE);
    expect(combine(["missing", limit - 1n])).toBe(0n);
    expect(combine([SCALE, "missing"])).toBe("missing");
    expect(combine([SCALE, "left-out"])).toBe("left-out");
    expect(combine(["missing", "left-out"])).toBe("missing");
  });

  test("is refused where weights, parts or the slice target do not fit", () => {
    expect(() => makeCombineSlices({ how: "min", weights: [fraction(0n)], target: null })).toThrow("weights must be above 0");
    expect(() => makeCombineSlices({ how: "allSlices", weights: [ONE], target: null })).toThrow("needs the target of a slice");
    expect(() => makeCombineSlices({ how: "min", weights: [ONE], target: null })([])).toThrow("0 slices of 1 parts");
  });

  test("is read from the sums of a stream of slices", () => {
    const sums = { good: 500n, total: 1000n, known: 5, active: 1 };
    expect(partSliceOf(sums, { minutes: 5 })).toBe(SCALE / 2n);
    expect(partSliceOf({ ...sums, good: 0n, total: 0n }, { minutes: 5 })).toBe("left-out");
    expect(partSliceOf({ good: 0n, total: 0n, known: 4, active: 0 }, { minutes: 5 })).toBe("missing");
  });
});

const SLICES: SliceTerms = { minutes: 5, target: null, noTraffic: "good", missing: "exclude" };
const treeOf = (how: CompositeTree["how"], target: Fraction | null, parts: readonly (number | CompositeTree)[]): CompositeTree => ({
  how,
  slices: { ...SLICES, target },
  parts: parts.map((of) => ({ weight: ONE, of })),
});

describe("a composite put together from minutes", () => {
  const tree = treeOf("product", null, [1, treeOf("allSlices", fraction(9n, 10n), [1, 2])]);
  const minutes: Readonly<Record<number, readonly MinuteKnowledge[]>> = {
    1: [{ good: 95n, total: 100n }],
    2: [{ good: 1n, total: 2n }],
  };

  test("reaches down to the measured streams, each judged in the slices of the composite that it is part of", () => {
    expect(leavesOf(tree)).toEqual([1, 2]);
    expect(sliceOfTree(tree, (streamId) => minutes[streamId] ?? [])).toBe(0n);
    expect(sliceOfTree(treeOf("min", null, [1, 2]), (streamId) => minutes[streamId] ?? [])).toBe(SCALE / 2n);
  });

  test("holds what it came to in the last minute of a slice, and misses all of one that is not known", () => {
    const block = compositeMinutes({ terms: SLICES, from: 0, to: 17, slices: [SCALE / 4n, "missing", "left-out"] });
    expect(block.total.map((total) => total > 0)).toEqual(Array.from({ length: 17 }, (_, minute) => minute === 4));
    expect(block.missing.map((reason) => reason !== null)).toEqual(Array.from({ length: 17 }, (_, minute) => minute >= 5 && minute < 10));
  });
});

describe("an adjustment of a composite", () => {
  const LENGTH = 40;
  const known: fc.Arbitrary<MinuteKnowledge> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(fc.nat(5), fc.nat(5)).map(([a, b]) => ({ good: BigInt(Math.min(a, b)), total: BigInt(Math.max(a, b)) })),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  const streams = fc.array(fc.array(known, { minLength: LENGTH, maxLength: LENGTH }), { minLength: 2, maxLength: 2 });
  const adjustment = fc
    .tuple(fc.nat(LENGTH - 1), fc.integer({ min: 1, max: 15 }), fc.constantFrom("exclude" as const, "forgive" as const))
    .map(([from, length, mode]) => ({ from, to: Math.min(LENGTH, from + length), mode }));

  test("puts the touched slices together anew, when counted as when looked at minute by minute", () => {
    fc.assert(
      fc.property(
        streams,
        fc.array(adjustment, { maxLength: 3 }),
        fc.constantFrom("weighted", "min", "allSlices"),
        (parts, adjustments, how) => {
          const target = how === "allSlices" ? fraction(3n, 4n) : null;
          const tree = treeOf(how as CompositeTree["how"], target, [0, 1]);
          const terms = {
            method: how === "allSlices" ? ("timeslices" as const) : ("ratio_timeslices" as const),
            slices: tree.slices,
            sloStart: null,
          };
          const minuteAt = (stream: number, minute: number) => parts[stream]?.[minute] ?? null;
          const stored = Array.from({ length: LENGTH / 5 }, (_, i) =>
            sliceOfTree(tree, (stream) => Array.from({ length: 5 }, (_unused, minute) => minuteAt(stream, i * 5 + minute))),
          );
          const block = compositeMinutes({ terms: tree.slices, from: 0, to: LENGTH, slices: stored });
          const { totalsAt } = minuteSeriesOfBlocks([block]);
          const interval = { start: 0, end: LENGTH };
          const counted = countInterval(
            { terms, adjustments, interval },
            {
              eventsAt: totalsAt,
              slicesAt: totalsAt,
              minuteAt: () => null,
              rejudge: (remaining) => toVerdict(sliceOfTree(tree, (stream) => remaining((minute) => minuteAt(stream, minute)))),
            },
          );
          const looked = countsWithin(compositeHistory({ terms, tree, block, adjustments, range: interval, minuteAt }), interval);
          expect({ bad: looked.bad, mass: looked.mass, unjudged: looked.unjudged }).toEqual({
            bad: counted.bad,
            mass: counted.mass,
            unjudged: counted.unjudged,
          });
          expect(counted.excluded).toBe(looked.excluded);
        },
      ),
    );
  });
});
