import { describe, expect, test } from "vitest";
import {
  allSlicesSeries,
  type CompositePart,
  combineVerdicts,
  compositeSli,
  countVerdicts,
  findCycle,
  fraction,
  ONE,
  type PartsByName,
  parseDecimal,
  ratioSlicesSeries,
  ZERO,
} from "./index.ts";

const part = (sli: string | null, weight = "1"): CompositePart => ({
  sli: sli === null ? null : parseDecimal(sli),
  weight: parseDecimal(weight),
});

describe("the SLI of a composite", () => {
  test("is the weighted mean, the worst, or the product of its parts", () => {
    const parts = [part("0.999", "1"), part("0.99", "3")];
    expect(compositeSli("weighted", parts)).toEqual({ sli: parseDecimal("0.99225"), partial: false });
    expect(compositeSli("min", parts)).toEqual({ sli: parseDecimal("0.99"), partial: false });
    expect(compositeSli("product", parts)).toEqual({ sli: parseDecimal("0.98901"), partial: false });
  });

  test("of five parts in a row at 99.9 % is 99.50 %", () => {
    expect(compositeSli("product", new Array<CompositePart>(5).fill(part("0.999"))).sli).toEqual(parseDecimal("0.995009990004999"));
  });

  test.each(["weighted", "min", "product"] as const)("leaves unknown parts out of %s and says so", (kind) => {
    expect(compositeSli(kind, [part(null, "9"), part("0.5")])).toEqual({ sli: fraction(1n, 2n), partial: true });
    expect(compositeSli(kind, [part(null)])).toEqual({ sli: null, partial: true });
  });

  test("stays green in the weighted mean while one part is dead", () => {
    expect(compositeSli("weighted", [part("1", "99"), part("0", "1")]).sli).toEqual(parseDecimal("0.99"));
    expect(compositeSli("min", [part("1", "99"), part("0", "1")]).sli).toEqual(ZERO);
  });

  test.each([
    ["parts must not be empty", []],
    ["parts[1].weight must be above 0", [part("1"), part("1", "0")]],
    ["parts[0].weight must be above 0", [part(null, "-1")]],
    ["parts[1].sli must be between 0 and 1", [part("1"), part("1.1")]],
    ["parts[0].sli must be between 0 and 1", [part("-0.1")]],
  ])("is refused with: %s", (message, parts) => {
    expect(() => compositeSli("weighted", parts)).toThrow(new RangeError(message));
  });
});

describe("the verdict on a slice of all parts", () => {
  test("is bad if any part is bad, else none if any is not judged, else good", () => {
    expect(combineVerdicts(["good", "bad", "none"])).toBe("bad");
    expect(combineVerdicts(["good", "none"])).toBe("none");
    expect(combineVerdicts(["good", "good"])).toBe("good");
    expect(combineVerdicts([])).toBe("none");
  });

  test("makes a series with an SLI of its own", () => {
    const series = allSlicesSeries([
      ["good", "good", "bad", "none"],
      ["good", "bad", "none", "good"],
    ]);
    expect(series).toEqual(["good", "bad", "bad", "none"]);
    expect(countVerdicts(series)).toEqual({ good: 1, bad: 2, none: 1, sli: fraction(1n, 3n) });
    expect(countVerdicts(["none"])).toEqual({ good: 0, bad: 0, none: 1, sli: null });
  });

  test("is refused where the parts have unequally many slices, with the part's number", () => {
    expect(() => allSlicesSeries([["good"], ["good", "bad"]])).toThrow("parts[1] has 2 slices where parts[0] has 1");
    expect(() => allSlicesSeries([])).toThrow("parts must not be empty");
  });
});

describe("a composite's own slices", () => {
  const half = fraction(1n, 2n);

  test("combine what is known of each slice, rounded as a slices stream holds it", () => {
    const slices = ratioSlicesSeries("weighted", [
      { weight: ONE, ratios: [ONE, null, null, ZERO] },
      { weight: fraction(2n), ratios: [half, half, null, ONE] },
    ]);
    expect(slices).toEqual([
      { units: 666_666_666_667n, partial: false },
      { units: 500_000_000_000n, partial: true },
      { units: null, partial: true },
      { units: 666_666_666_667n, partial: false },
    ]);
  });

  test("are refused where the parts have unequally many", () => {
    const parts = [
      { weight: ONE, ratios: [ONE] },
      { weight: ONE, ratios: [] },
    ];
    expect(() => ratioSlicesSeries("min", parts)).toThrow("parts[1] has 0 slices where parts[0] has 1");
  });
});

describe("a composite that contains itself", () => {
  const cycleOf = (parts: Readonly<Record<string, readonly string[]>>): readonly string[] | null =>
    findCycle(new Map(Object.entries(parts)) satisfies PartsByName);

  test("is named with the whole way round", () => {
    expect(cycleOf({ shop: ["checkout", "search"], checkout: ["payment"], payment: ["ledger", "shop"] })).toEqual([
      "shop",
      "checkout",
      "payment",
      "shop",
    ]);
  });

  test("may be its own part, or stand behind composites that are none of it", () => {
    expect(cycleOf({ shop: ["shop"] })).toEqual(["shop", "shop"]);
    expect(cycleOf({ all: ["a"], a: ["b"], b: ["c"], c: ["b"] })).toEqual(["b", "c", "b"]);
  });

  test("is not one that is merely part of two others", () => {
    expect(cycleOf({ all: ["a", "b"], a: ["c"], b: ["c"], c: ["x", "y"] })).toBeNull();
    expect(cycleOf({})).toBeNull();
  });

  test("is looked for once behind each part, however many ways lead there", () => {
    const layers = Array.from({ length: 60 }, (_, i) => [`l${i + 1}`, `r${i + 1}`] as const);
    const lattice = Object.fromEntries(layers.flatMap((next, i) => [[`l${i}`, next] as const, [`r${i}`, next] as const]));
    expect(cycleOf(lattice)).toBeNull();
  });

  test("is found behind a chain of ten thousand", () => {
    const chain = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`c${i}`, [`c${(i + 1) % 10_000}`]]));
    expect(cycleOf(chain)).toHaveLength(10_001);
  });
});
