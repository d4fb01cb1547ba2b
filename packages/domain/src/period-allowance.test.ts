import { describe, expect, test } from "vitest";
import {
  type Adjustment,
  type BudgetStatus,
  budgetStatus,
  COUNT_SCALE,
  definitionTerms,
  errorBudgetRatio,
  fraction,
  MINUTES_PER_DAY,
  massScale,
  multiplyFractions,
  type ObjectiveTerms,
  objectivePeriod,
  periodAllowance,
  type TermsDefinition,
  windowCounts,
  ZERO,
} from "./index.ts";

const MARCH = Date.UTC(2026, 2, 1) / 60_000;

const monthly = (over: Partial<TermsDefinition> = {}): ObjectiveTerms =>
  definitionTerms({
    targetPercent: "99.9",
    window: { kind: "calendar", unit: "month", zone: "Europe/Stockholm", weekStart: "monday" },
    method: "occurrences",
    slices: null,
    sloStart: null,
    ...over,
  });
const slices = { minutes: 60 as const, targetPercent: "95", noTraffic: "good" as const, missing: "exclude" as const };

/** The status card of the same figures. */
function cardOf(terms: ObjectiveTerms, at: number, mass: bigint, adjustments: readonly Adjustment[] = []): BudgetStatus {
  const period = objectivePeriod(terms, at);
  const minutes = period.end - period.start;
  const counts = windowCounts({ good: mass, total: mass, known: minutes, active: minutes }, minutes);
  return budgetStatus({ terms, period, counts, adjustments });
}

describe("the allowance of a calendar period", () => {
  test("of events is that of the projected total on the status card", () => {
    for (const [terms, at] of [
      [monthly(), MARCH + 9 * MINUTES_PER_DAY],
      [monthly({ sloStart: MARCH + MINUTES_PER_DAY }), MARCH + 9 * MINUTES_PER_DAY + 17],
    ] as const) {
      const { projectedTotal } = cardOf(terms, at, 123_456_000n).budget;
      expect(projectedTotal).not.toBeNull();
      const allowed = multiplyFractions(errorBudgetRatio(terms), projectedTotal ?? ZERO);
      expect(periodAllowance({ terms, at, mass: 123_456_000n })).toEqual(multiplyFractions(allowed, fraction(BigInt(COUNT_SCALE))));
    }
  });

  test.each(["timeslices", "ratio_timeslices"] as const)("of %s is the planned one of the status card", (method) => {
    const terms = monthly({ method, slices: { ...slices, targetPercent: method === "timeslices" ? "95" : null } });
    const at = MARCH + 9 * MINUTES_PER_DAY + 30;
    const adjustments: Adjustment[] = [{ from: at + 600, to: at + 600 + MINUTES_PER_DAY, mode: "exclude" }];
    const scale = fraction(BigInt(massScale(terms)));
    const mass = 200n * BigInt(massScale(terms));
    expect(periodAllowance({ terms, at, mass })).toEqual(multiplyFractions(cardOf(terms, at, mass).budget.allowed, scale));
    const fewer = periodAllowance({ terms, at, mass, adjustments });
    expect(fewer).toEqual(multiplyFractions(cardOf(terms, at, mass, adjustments).budget.allowed, scale));
    expect(fewer).not.toEqual(periodAllowance({ terms, at, mass }));
  });

  test("follows a better projection of the total", () => {
    const projectedTotal = fraction(5_000_000n);
    expect(periodAllowance({ terms: monthly(), at: MARCH + 100, mass: 7n, projectedTotal })).toEqual(fraction(5000n));
  });

  test("is nothing before the objective has begun", () => {
    const terms = monthly({ sloStart: MARCH + MINUTES_PER_DAY });
    expect(periodAllowance({ terms, at: MARCH + 100, mass: 0n })).toEqual(ZERO);
  });
});
