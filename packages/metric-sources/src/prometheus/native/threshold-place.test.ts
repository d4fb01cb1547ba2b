import { describe, expect, it } from "vitest";
import { type Bucket, placeOf } from "./threshold-place.ts";

/** Exponential buckets with these indices. */
const buckets = (schema: number, ...indices: number[]): Bucket[] =>
  indices.map((index) => ({ lower: 2 ** ((index - 1) / 2 ** schema), upper: 2 ** (index / 2 ** schema) }));

describe("the place of a threshold in a native histogram", () => {
  it.each([
    ["inside a bucket", 0.3, buckets(3, -15, -14, -13), { isBoundary: false, growth: 2 ** (1 / 8) }],
    ["at the boundary of a bucket that holds events", 0.5, buckets(3, -8), { isBoundary: true, growth: 2 ** (1 / 8) }],
    ["at a power of two among empty buckets", 4, buckets(3, -8), { isBoundary: true, growth: 2 ** (1 / 8) }],
    ["among empty buckets", 3, buckets(2, -8), { isBoundary: false, growth: 2 ** (1 / 4) }],
    ["at a power of two that buckets of factor 4 leave out", 2, buckets(-1, 2), { isBoundary: false, growth: 4 }],
    ["in a histogram without events", 0.3, [], { isBoundary: false, growth: null }],
    [
      "beside the bucket of zeros and a last one without end",
      3,
      [
        { lower: -1, upper: 1 },
        { lower: 4, upper: Number.POSITIVE_INFINITY },
      ],
      { isBoundary: false, growth: null },
    ],
    ["at a boundary that somebody chose", 0.3, [{ lower: 0.1, upper: 0.3 }], { isBoundary: true, growth: 0.3 / 0.1 }],
  ])("%s", (_, threshold, held, place) => {
    const { isBoundary, growth } = placeOf(threshold, held);
    expect(isBoundary).toBe(place.isBoundary);
    if (place.growth === null) expect(growth).toBeNull();
    else expect(growth).toBeCloseTo(place.growth, 9);
  });
});
