import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareFractions, fraction, fractionToText } from "./fraction.ts";
import { type BoundaryMode, chooseBoundary, latencyGoodCount } from "./latency.ts";

const LES = ["0.1", "0.25", "0.5", "1", "+Inf"];
const COUNTS = [50n, 80n, 95n, 99n, 100n];
const BUCKETS = LES.map((le, i) => ({ le, count: fraction(COUNTS[i] ?? 0n) }));
const good = (threshold: string, mode: BoundaryMode): string => fractionToText(latencyGoodCount({ buckets: BUCKETS, threshold, mode }));

describe("chooseBoundary", () => {
  test("takes the boundary itself, whatever the mode, as it is written", () => {
    for (const mode of ["lower", "upper", "interpolate"] as const) {
      expect(chooseBoundary(["0.5", "1.0", "+Inf"], "1", mode)).toEqual({ lower: "1.0", upper: "1.0", exact: true, counted: "1.0" });
    }
  });

  test("takes the neighbours and offers both", () => {
    expect(chooseBoundary(LES, "0.3", "lower")).toEqual({ lower: "0.25", upper: "0.5", exact: false, counted: "0.25" });
    expect(chooseBoundary(LES, "0.3", "upper")).toEqual({ lower: "0.25", upper: "0.5", exact: false, counted: "0.5" });
    expect(chooseBoundary(LES, "0.3", "interpolate")).toEqual({ lower: "0.25", upper: "0.5", exact: false, counted: null });
  });

  test("counts nothing below the first boundary, and everything above the last finite one when asked for the upper", () => {
    expect(chooseBoundary(LES, "0.05", "lower")).toMatchObject({ lower: null, counted: null });
    expect(chooseBoundary(LES, "5", "upper")).toMatchObject({ counted: "+Inf" });
    expect(chooseBoundary(LES, "5", "lower")).toMatchObject({ counted: "1" });
  });

  test("sorts by value, not by text", () => {
    expect(chooseBoundary(["10", "+Inf", "9", "2.5", "1e1"].slice(0, 4), "9.5", "lower").counted).toBe("9");
  });

  test.each([
    ["no boundaries", [], "1", "lower", /at least one bucket/],
    ["the same boundary twice", ["1", "1.0"], "1", "lower", /1 and 1\.0 are the same/],
    ["a boundary that is no number", ["1", "fast"], "1", "lower", /"fast"/],
    ["a threshold that is no number", ["1"], "soon", "lower", /"soon"/],
    ["the upper neighbour above all boundaries", ["1"], "2", "upper", /at or above the threshold 2/],
    ["interpolation in the bucket without an end", LES, "2", "interpolate", /last bucket/],
    ["interpolation above all boundaries", ["1"], "2", "interpolate", /last bucket/],
  ] as const)("%s is refused", (_, boundaries, threshold, mode, message) => {
    expect(() => chooseBoundary(boundaries, threshold, mode)).toThrow(message);
    expect(() => chooseBoundary(boundaries, threshold, mode)).toThrow(RangeError);
  });
});

describe("latencyGoodCount", () => {
  test.each<[string, BoundaryMode, string]>([
    ["0.25", "lower", "80/1"],
    ["0.25", "upper", "80/1"],
    ["0.25", "interpolate", "80/1"],
    ["0.3", "lower", "80/1"],
    ["0.3", "upper", "95/1"],
    ["0.3", "interpolate", "83/1"],
    ["0.05", "lower", "0/1"],
    ["0.05", "upper", "50/1"],
    ["0.05", "interpolate", "25/1"],
    ["0", "interpolate", "0/1"],
    ["0.35", "interpolate", "86/1"],
    ["0.26", "interpolate", "403/5"],
    ["7", "lower", "99/1"],
    ["7", "upper", "100/1"],
  ])("at %s s, %s, %s events are good", (threshold, mode, expected) => {
    expect(good(threshold, mode)).toBe(expected);
  });

  test("lower never counts more than interpolate, and interpolate never more than upper", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (thousandths) => {
        const of = (mode: BoundaryMode) => latencyGoodCount({ buckets: BUCKETS, threshold: String(thousandths / 1000), mode });
        expect(compareFractions(of("lower"), of("interpolate"))).toBeLessThanOrEqual(0);
        expect(compareFractions(of("interpolate"), of("upper"))).toBeLessThanOrEqual(0);
      }),
    );
  });

  test("buckets may come in any order", () => {
    expect(latencyGoodCount({ buckets: BUCKETS.toReversed(), threshold: "0.3", mode: "interpolate" })).toEqual(fraction(83n));
  });

  test("a cumulative count that falls, or is negative, is refused", () => {
    const falling = [
      { le: "1", count: fraction(5n) },
      { le: "+Inf", count: fraction(4n) },
    ];
    expect(() => latencyGoodCount({ buckets: falling, threshold: "1", mode: "lower" })).toThrow("le=+Inf");
    const negative = [{ le: "1", count: fraction(-5n) }];
    expect(() => latencyGoodCount({ buckets: negative, threshold: "1", mode: "lower" })).toThrow("le=1");
  });

  test("a first bucket that ends at or below zero, and a threshold before it, have nothing to interpolate from", () => {
    const buckets = [
      { le: "-1", count: fraction(5n) },
      { le: "1", count: fraction(9n) },
    ];
    expect(() => latencyGoodCount({ buckets, threshold: "-2", mode: "interpolate" })).toThrow(/no beginning/);
    expect(() => latencyGoodCount({ buckets: BUCKETS, threshold: "-2", mode: "interpolate" })).toThrow(/before the first bucket/);
    expect(latencyGoodCount({ buckets, threshold: "0", mode: "interpolate" })).toEqual(fraction(7n));
  });
});
