import { describe, expect, test } from "vitest";
import { fraction, fractionToText, ONE, parseDecimal } from "./fraction.ts";
import type { MinuteBlock, MissingReason } from "./minute.ts";
import type { MissingPolicy, NoTrafficPolicy } from "./objective.ts";
import type { SliceTerms } from "./objective-terms.ts";
import { judgeSlice, type MinuteKnowledge, sliceMinutes, sliceStart, storedRatio } from "./slices.ts";

const FIVE: SliceTerms = { minutes: 5, target: parseDecimal("0.95"), noTraffic: "good", missing: "exclude" };
const RATIOS: SliceTerms = { ...FIVE, target: null };
const minute = (good: bigint, total: bigint): MinuteKnowledge => ({ good, total });
const FULL = minute(100n, 100n);
const NONE = minute(0n, 0n);

/** The ratio of a judged slice as text, or why it is not judged. */
const verdictOf = (terms: SliceTerms, minutes: readonly MinuteKnowledge[]): string => {
  const verdict = judgeSlice(terms, minutes);
  return verdict.kind === "judged" ? fractionToText(verdict.ratio) : verdict.kind;
};

describe("judgeSlice", () => {
  test("is bad strictly below the slice target", () => {
    expect(verdictOf(FIVE, [minute(95n, 100n)])).toBe("1/1");
    expect(verdictOf(FIVE, [minute(9499n, 10_000n)])).toBe("0/1");
  });

  test("looks at the ratio of the slice, not at those of its minutes", () => {
    expect(verdictOf(FIVE, [minute(80n, 100n), FULL, FULL, FULL, FULL])).toBe("1/1");
    expect(verdictOf(FIVE, [minute(50n, 100n), FULL, FULL, FULL, FULL])).toBe("0/1");
  });

  test("is the ratio itself where there is no slice target", () => {
    expect(verdictOf(RATIOS, [minute(1n, 3n), minute(1n, 3n)])).toBe("1/3");
  });

  test("a slice of which nothing is left after exclusions is left out", () => {
    expect(verdictOf({ ...FIVE, noTraffic: "bad", missing: "bad" }, [])).toBe("left-out");
  });

  test.each<[MissingPolicy, string]>([
    ["exclude", "missing"],
    ["bad", "0/1"],
    ["good", "1/1"],
    ["observed", "0/1"],
  ])("a missing minute under the policy %s", (missing, expected) => {
    expect(verdictOf({ ...FIVE, missing }, [minute(50n, 100n), null, NONE])).toBe(expected);
  });

  test("of what is known a slice is judged by its ratio", () => {
    expect(verdictOf({ ...RATIOS, missing: "observed" }, [minute(50n, 100n), null, null])).toBe("1/2");
  });

  test("a slice of which nothing is known is not judged by what is known", () => {
    expect(verdictOf({ ...FIVE, missing: "observed" }, [null, null])).toBe("missing");
  });

  test.each<[NoTrafficPolicy, string]>([
    ["good", "1/1"],
    ["bad", "0/1"],
    ["exclude", "left-out"],
  ])("no traffic under the policy %s", (noTraffic, expected) => {
    expect(verdictOf({ ...FIVE, noTraffic }, [NONE, NONE])).toBe(expected);
    expect(verdictOf({ ...RATIOS, noTraffic, missing: "observed" }, [NONE, null])).toBe(expected);
  });

  test("the policy for missing minutes comes before the one for no traffic", () => {
    expect(verdictOf({ ...FIVE, missing: "bad", noTraffic: "good" }, [NONE, null])).toBe("0/1");
    expect(verdictOf({ ...FIVE, missing: "good", noTraffic: "bad" }, [NONE, null])).toBe("1/1");
  });
});

describe("storedRatio", () => {
  test("is exact for verdicts and rounded half even to 10⁻¹² for ratios", () => {
    expect(storedRatio(FIVE, ONE)).toBe(1000n);
    expect(storedRatio(RATIOS, ONE)).toBe(1_000_000_000_000n);
    expect(storedRatio(RATIOS, fraction(2n, 3n))).toBe(666_666_666_667n);
    expect(storedRatio(RATIOS, fraction(1n, 2_000_000_000_000n))).toBe(0n);
    expect(storedRatio(RATIOS, fraction(3n, 2_000_000_000_000n))).toBe(2n);
  });
});

test("slices are aligned to the epoch, also before it", () => {
  expect([0, 4, 5, 9, -1, -5, -6].map((at) => sliceStart(FIVE, at))).toEqual([0, 0, 5, 5, -5, -5, -10]);
});

describe("sliceMinutes", () => {
  const block = (from: number, minutes: readonly (readonly [number, number] | MissingReason)[]): MinuteBlock => ({
    from,
    good: minutes.map((one) => (typeof one === "string" ? 0 : one[0])),
    total: minutes.map((one) => (typeof one === "string" ? 0 : one[1])),
    missing: minutes.map((one) => (typeof one === "string" ? one : null)),
  });
  const full = (count: number) => Array.from({ length: count }, (): [number, number] => [100, 100]);

  test("the last minute of each slice holds its verdict, all others are known and empty", () => {
    const derived = sliceMinutes({ terms: FIVE, block: block(10, [...full(5), [0, 100], ...full(4)]) });
    expect(derived).toEqual({
      from: 10,
      good: [0, 0, 0, 0, 1000, 0, 0, 0, 0, 0],
      total: [0, 0, 0, 0, 1000, 0, 0, 0, 0, 1000],
      missing: new Array(10).fill(null),
    });
  });

  test("a slice that the block does not close has no verdict yet", () => {
    expect(sliceMinutes({ terms: FIVE, block: block(10, full(8)) }).total).toEqual([0, 0, 0, 0, 1000, 0, 0, 0]);
  });

  test("minutes before the block are missing", () => {
    const derived = sliceMinutes({ terms: FIVE, block: block(12, full(3)) });
    expect([derived.total, derived.missing]).toEqual([
      [0, 0, 0],
      [null, null, "not-read"],
    ]);
    expect(sliceMinutes({ terms: { ...FIVE, missing: "observed" }, block: block(12, full(3)) }).total).toEqual([0, 0, 1000]);
  });

  test("a slice that is not judged says why its first missing minute is missing, and only its last minute is missing", () => {
    const { missing } = sliceMinutes({ terms: FIVE, block: block(10, [[1, 1], "source-down", "not-read", [1, 1], [1, 1]]) });
    expect(missing).toEqual([null, null, null, null, "source-down"]);
  });

  test("a slice without traffic that is not judged is known, not missing", () => {
    const derived = sliceMinutes({ terms: { ...FIVE, noTraffic: "exclude" }, block: block(10, new Array(5).fill([0, 0])) });
    expect([derived.total, derived.missing]).toEqual([new Array(5).fill(0), new Array(5).fill(null)]);
  });

  test("ratios are stored in 10⁻¹²", () => {
    const derived = sliceMinutes({ terms: RATIOS, block: block(10, [...full(3), [0, 150], [0, 150]]) });
    expect([derived.good.at(-1), derived.total.at(-1)]).toEqual([500_000_000_000, 1_000_000_000_000]);
  });

  test("sums beyond 2^53 are judged exactly", () => {
    const large = Number.MAX_SAFE_INTEGER;
    const terms: SliceTerms = { ...FIVE, target: fraction(9_007_199_254_740_990n, 9_007_199_254_740_991n) };
    const minutes = (good: number) => Array.from({ length: 5 }, (): [number, number] => [good, large]);
    expect(sliceMinutes({ terms, block: block(0, minutes(large - 1)) }).good.at(-1)).toBe(1000);
    expect(sliceMinutes({ terms, block: block(0, [...minutes(large - 1).slice(1), [large - 2, large]]) }).good.at(-1)).toBe(0);
  });

  test("an empty block has no minutes", () => {
    expect(sliceMinutes({ terms: FIVE, block: block(7, []) })).toEqual({ from: 7, good: [], total: [], missing: [] });
  });
});
