import { describe, expect, test } from "vitest";
import { budgetStatus } from "./budget-status.ts";
import { fractionToText } from "./fraction.ts";
import { COUNT_SCALE } from "./minute.ts";
import { objectiveTerms } from "./objective-terms.ts";
import type { WindowCounts } from "./window-counts.ts";

const counts = (good: bigint, total: bigint): WindowCounts => ({
  good: good * 1000n,
  total: total * 1000n,
  minutes: 60,
  counted: 60,
  missing: 0,
  excluded: 0,
  noTraffic: 0,
});
const statusOf = (good: bigint, total: bigint, target = "99", partial?: boolean) =>
  budgetStatus({
    terms: objectiveTerms(target, 60),
    counts: counts(good, total),
    scale: COUNT_SCALE,
    window: { start: 0, end: 60 },
    ...(partial === undefined ? {} : { partial }),
  });

describe("budgetStatus", () => {
  test("counts are events, whatever the scale they were stored in", () => {
    const { good, total, bad } = statusOf(5970n, 6000n);
    expect([good, total, bad].map(fractionToText)).toEqual(["5970/1", "6000/1", "30/1"]);
  });

  test("exactly on target is met and leaves nothing", () => {
    const { met, budget } = statusOf(99_999n, 100_000n, "99.999");
    expect(met).toBe(true);
    expect([budget.remaining.num, budget.remainingFraction.num, budget.minutesRemaining.num]).toEqual([0n, 0n, 0n]);
  });

  test("one event over the budget is not met", () => {
    expect(statusOf(99_998n, 100_000n, "99.999").met).toBe(false);
  });

  test("without events there is no SLI, no verdict, and the whole budget is left", () => {
    const { sli, met, budget } = statusOf(0n, 0n);
    expect([sli, met]).toEqual([null, null]);
    expect(fractionToText(budget.consumedFraction)).toBe("0/1");
    expect(fractionToText(budget.remainingFraction)).toBe("1/1");
    expect(fractionToText(budget.minutesRemaining)).toBe("3/5");
  });

  test("consumed minutes are equivalent minutes of total outage at average traffic", () => {
    expect(fractionToText(statusOf(0n, 6000n).budget.minutesConsumed)).toBe("60/1");
    expect(fractionToText(statusOf(3000n, 6000n).budget.minutesConsumed)).toBe("30/1");
  });

  test("a partial window is marked and keeps the nominal minutes", () => {
    const { partial, budget } = statusOf(10n, 10n, "99", true);
    expect(partial).toBe(true);
    expect(fractionToText(budget.minutesAllowed)).toBe("3/5");
    expect(statusOf(10n, 10n).partial).toBe(false);
  });
});
