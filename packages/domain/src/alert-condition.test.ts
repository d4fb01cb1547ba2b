import { describe, expect, test } from "vitest";
import { compileRule, ruleCondition } from "./alert-condition.ts";
import type { AlertRule } from "./alert-policy.ts";
import { fraction, parseDecimal } from "./fraction.ts";
import { COUNT_SCALE } from "./minute.ts";
import type { WindowCounts } from "./window-counts.ts";

const HUNDREDTH = fraction(1n, 100n);
const RULE: AlertRule = {
  name: "fast",
  severity: "page",
  longMinutes: 60,
  shortMinutes: 5,
  factor: parseDecimal("14.4"),
  budgetShare: null,
  minExcess: 0,
  resolveAfter: 5,
};

/** `bad` of `total` events in `minutes`, all of them counted unless said otherwise. */
function counts(bad: bigint, total: bigint, change: Partial<WindowCounts> = {}): WindowCounts {
  const scale = BigInt(COUNT_SCALE);
  const events = { good: (total - bad) * scale, total: total * scale, bad: bad * scale, mass: total * scale };
  return { ...events, unjudged: 0, minutes: 60, counted: 60, missing: 0, excluded: 0, noTraffic: 0, ...change };
}
const UNKNOWN = counts(0n, 0n, { counted: 0, missing: 60 });
const EXCLUDED = counts(0n, 0n, { counted: 0, excluded: 60 });
const HOT = counts(500n, 1000n);
const COOL = counts(0n, 1000n);

const conditionOf = (long: WindowCounts, short: WindowCounts, change: Partial<AlertRule> = {}) =>
  ruleCondition({ rule: { ...RULE, ...change }, long, short, budget: HUNDREDTH, scale: COUNT_SCALE });

describe("the condition of a rule", () => {
  test.each<[string, WindowCounts, WindowCounts, boolean | null]>([
    ["both windows over fire", HOT, HOT, true],
    ["a short spike alone does not fire", COOL, HOT, false],
    ["a long window that is still hot alone does not fire", HOT, COOL, false],
    ["nothing over does not fire", COOL, COOL, false],
    ["an unknown short window decides nothing", HOT, UNKNOWN, null],
    ["an unknown long window decides nothing", UNKNOWN, HOT, null],
    ["an unknown window decides nothing, however cool the other one is", COOL, UNKNOWN, null],
    ["an excluded window is free of errors", HOT, EXCLUDED, false],
    ["no events in known minutes are free of errors", counts(0n, 0n), counts(0n, 0n), false],
  ])("%s", (_, long, short, expected) => {
    expect(conditionOf(long, short)).toBe(expected);
  });

  test("equality with the factor fires, one event less does not", () => {
    expect(conditionOf(counts(144n, 1000n), HOT)).toBe(true);
    expect(conditionOf(counts(143n, 1000n), HOT)).toBe(false);
    expect(conditionOf(HOT, counts(144n, 1000n))).toBe(true);
    expect(conditionOf(HOT, counts(143n, 1000n))).toBe(false);
  });

  test("equality is judged exactly where doubles would not", () => {
    const long = counts(144_000_000_000_001n, 1_000_000_000_000_000n);
    expect(conditionOf(long, long)).toBe(true);
    const less = counts(143_999_999_999_999n, 1_000_000_000_000_000n);
    expect(conditionOf(less, less)).toBe(false);
  });

  test("minutes that are not counted are taken as free of errors", () => {
    const half = counts(288n, 1000n, { counted: 30, missing: 30 });
    expect(conditionOf(half, half)).toBe(true);
    const tooFew = counts(287n, 1000n, { counted: 30, missing: 30 });
    expect(conditionOf(tooFew, tooFew)).toBe(false);
  });

  test("the guard asks for that many failures more than the factor explains", () => {
    expect(conditionOf(counts(5n, 9n), HOT, { minExcess: 5 })).toBe(false);
    expect(conditionOf(counts(7n, 9n), HOT, { minExcess: 5 })).toBe(true);
    expect(conditionOf(counts(149n, 1000n), HOT, { minExcess: 5 })).toBe(true);
    expect(conditionOf(counts(148n, 1000n), HOT, { minExcess: 5 })).toBe(false);
  });

  test("the guard may ask for a decimal number of failures and is exact about it", () => {
    const budget = fraction(1n, 1000n);
    const verdict = (minExcess: number) =>
      ruleCondition({ rule: { ...RULE, minExcess }, long: counts(5n, 5n), short: HOT, budget, scale: COUNT_SCALE });
    expect([verdict(4.928), verdict(4.9280000001)]).toEqual([true, false]);
  });

  test("the guard looks at the long window only", () => {
    expect(conditionOf(counts(500n, 1000n), counts(1n, 1n), { minExcess: 5 })).toBe(true);
  });

  test("a scale other than the usual one changes nothing", () => {
    const unscaled = (bad: bigint, total: bigint) => ({ ...counts(0n, 0n), good: total - bad, total, bad, mass: total });
    const verdict = (bad: bigint) =>
      ruleCondition({
        rule: { ...RULE, minExcess: 5 },
        long: unscaled(bad, 1000n),
        short: unscaled(500n, 1000n),
        budget: HUNDREDTH,
        scale: 1,
      });
    expect([verdict(149n), verdict(148n)]).toEqual([true, false]);
  });
});

describe("the condition of a rule on slices", () => {
  const slices = (bad: bigint, mass: bigint, change: Partial<WindowCounts> = {}) => counts(0n, 6000n, { bad, mass, ...change });
  const verdictOf = (long: WindowCounts, short: WindowCounts) =>
    ruleCondition({ rule: { ...RULE, minExcess: 0 }, long, short, budget: HUNDREDTH, scale: COUNT_SCALE });

  test("looks at slices, not at events", () => {
    expect(verdictOf(slices(144n, 1000n), slices(1n, 1n))).toBe(true);
    expect(verdictOf(slices(143n, 1000n), slices(1n, 1n))).toBe(false);
  });

  test("decides nothing while no slice of a window could be judged because minutes are missing", () => {
    const blind = slices(0n, 0n, { counted: 50, missing: 10, unjudged: 12 });
    expect([verdictOf(blind, HOT), verdictOf(HOT, blind)]).toEqual([null, null]);
  });

  test("takes slices that are not judged for lack of traffic as free of errors", () => {
    expect(verdictOf(slices(0n, 0n), slices(0n, 0n))).toBe(false);
  });
});

describe("a compiled rule", () => {
  test("tells the windows apart", () => {
    const rule = compileRule({ ...RULE, minExcess: 5 }, HUNDREDTH, COUNT_SCALE);
    expect([rule.longOver(HOT), rule.longOver(COOL), rule.longOver(UNKNOWN), rule.longOver(counts(1n, 1n))]).toEqual([
      true,
      false,
      null,
      false,
    ]);
    expect([rule.shortOver(HOT), rule.shortOver(COOL), rule.shortOver(UNKNOWN), rule.shortOver(counts(1n, 1n))]).toEqual([
      true,
      false,
      null,
      true,
    ]);
  });
});
