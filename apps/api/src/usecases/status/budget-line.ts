import {
  type BudgetStatus,
  errorBudgetRatio,
  type Fraction,
  fractionToNumber,
  type Minute,
  type MinuteInterval,
  massScale,
  multiplyFractions,
  type ObjectivePeriod,
  type ObjectiveTerms,
  type WindowCounts,
} from "@solvent/domain";
import { sliceLength } from "./objective-plan.ts";

/** What a line of the budget over the period is drawn from. */
export interface BudgetLineInput {
  readonly terms: ObjectiveTerms;
  readonly period: ObjectivePeriod;
  /** Ascending, within [periodStart, periodEnd] or up to a step outside of it. */
  readonly points: readonly Minute[];
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/**
 * The part of the period so far in one step per point, each from the end of the one before. Steps end with slices, so that every
 * closed slice is in exactly one and the steps add up to the period.
 */
export function lineSteps({ terms, period, points }: BudgetLineInput): readonly MinuteInterval[] {
  const length = sliceLength(terms);
  const first = Math.ceil(period.start / length) * length;
  const ends = points.map((point) => Math.max(first, Math.floor(clamp(point, period.start, period.end) / length) * length));
  return ends.map((end, index) => ({ start: ends[index - 1] ?? end, end }));
}

/**
 * What the whole period may hold, in events or slices: all of a line is drawn against the same amount, so that nothing but bad events
 * lowers it and nothing raises it. A calendar period of events is drawn against what it is expected to hold in the end.
 */
export const drawnAllowance = ({ budget: { allowed, projectedTotal } }: BudgetStatus, terms: ObjectiveTerms): Fraction =>
  projectedTotal === null ? allowed : multiplyFractions(errorBudgetRatio(terms), projectedTotal);

interface DrawnBudget extends BudgetLineInput {
  /** Adjusted counts of `lineSteps`. */
  readonly steps: readonly WindowCounts[];
  /** Of the period so far. */
  readonly status: BudgetStatus;
  /** First minute of the stream. */
  readonly firstMinute: Minute;
}

/**
 * Budget left at each point: 1 at the start, minus what was spent since. Null where nothing is known, and in the future. Doubles are
 * good enough here: it is only drawn.
 */
export function drawBudget({ terms, period, points, steps, status, firstMinute }: DrawnBudget): (number | null)[] {
  const allowed = fractionToNumber(drawnAllowance(status, terms)) * massScale(terms);
  const known = status.coverage.counted > 0;
  let spent = 0n;
  return points.map((point, index) => {
    spent += steps[index]?.bad ?? 0n;
    const begins = Math.max(firstMinute, period.start);
    // Points lie up to a step outside of the period, which then begins or ends at them.
    const isPast = index === 0 || (points[index - 1] ?? point) < period.end;
    if (!known || clamp(point, period.periodStart, period.periodEnd) < begins || !isPast) return null;
    return spent === 0n ? 1 : allowed === 0 ? null : 1 - Number(spent) / allowed;
  });
}
