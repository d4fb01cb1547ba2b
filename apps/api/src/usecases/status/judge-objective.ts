import {
  type BudgetStatus,
  budgetStatus,
  burnRate,
  COUNT_SCALE,
  divideFractions,
  type Fraction,
  fraction,
  type GoverningBurn,
  governingBurn,
  NO_DATA_AFTER_MINUTES,
  type ObjectiveState,
  objectiveState,
  type RuleBurn,
  ruleBurns,
  type WindowCounts,
} from "@solvent/domain";
import type { DirectoryEntry } from "./objective-directory.ts";
import { DAY_MINUTES, HOUR_MINUTES, type ObjectivePlan } from "./objective-plan.ts";
import type { CountsOf } from "./window-readings.ts";

/** Everything that is true of one objective at its watermark. */
export interface Judgement {
  readonly entry: DirectoryEntry;
  readonly plan: ObjectivePlan;
  readonly countsOf: CountsOf;
  readonly counts: WindowCounts;
  readonly status: BudgetStatus;
  readonly burns: readonly RuleBurn[];
  readonly governing: GoverningBurn;
  readonly state: ObjectiveState;
  readonly burnHour: Fraction | null;
  /** Share of the budget that the last 24 hours spent; null without any allowance. */
  readonly spentLastDay: Fraction | null;
}

const ACTIVE_BACKFILL = new Set(["queued", "running"]);

export const isBackfilling = (entry: DirectoryEntry): boolean => entry.backfill !== null && ACTIVE_BACKFILL.has(entry.backfill.state);

/** Minutes just before the watermark of which nothing is known; a reading is only taken of the stretch that decides. */
function trailingMissing(countsOf: CountsOf): number {
  return countsOf(NO_DATA_AFTER_MINUTES).counted === 0 ? NO_DATA_AFTER_MINUTES : 0;
}

function spentShare(status: BudgetStatus, lastDay: WindowCounts): Fraction | null {
  if (status.budget.allowed.num === 0n) return null;
  return divideFractions(fraction(lastDay.total - lastDay.good, BigInt(COUNT_SCALE)), status.budget.allowed);
}

/** Judges one objective from its counts. `nowMinute`: the minute that is running. */
export function judgeObjective(entry: DirectoryEntry, reading: { plan: ObjectivePlan; countsOf: CountsOf; nowMinute: number }): Judgement {
  const { plan, countsOf, nowMinute } = reading;
  const { windowMinutes } = plan.terms;
  const counts = countsOf(windowMinutes);
  const end = entry.watermark;
  const windowCovered = entry.firstMinute <= end - windowMinutes;
  const window = { start: end - windowMinutes, end };
  const status = budgetStatus({ terms: plan.terms, counts, scale: COUNT_SCALE, window, partial: !windowCovered });
  const burns = ruleBurns(plan.rules, countsOf);
  const state = objectiveState({
    paused: false,
    watermarkAgeMinutes: nowMinute - end,
    trailingMissingMinutes: trailingMissing(countsOf),
    backfilling: isBackfilling(entry),
    windowCovered,
    allowed: status.budget.allowed,
    remaining: status.budget.remaining,
    rules: burns,
  });
  return {
    entry,
    plan,
    countsOf,
    counts,
    status,
    burns,
    governing: governingBurn(burns),
    state,
    burnHour: burnRate(countsOf(HOUR_MINUTES), plan.budget),
    spentLastDay: spentShare(status, countsOf(DAY_MINUTES)),
  };
}
