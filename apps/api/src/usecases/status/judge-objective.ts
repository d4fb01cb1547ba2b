import {
  type AlertSeverity,
  type AttentionGroup,
  attentionGroup,
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
  /** Severity of the most severe rule that the tick holds as firing. */
  readonly firing: AlertSeverity | null;
  readonly attention: AttentionGroup;
  readonly burnHour: Fraction | null;
  /** Share of the budget that the last 24 hours spent; null without any allowance. */
  readonly spentLastDay: Fraction | null;
}

const ACTIVE_BACKFILL = new Set(["queued", "running"]);

export const isBackfilling = (entry: DirectoryEntry): boolean => entry.backfill !== null && ACTIVE_BACKFILL.has(entry.backfill.state);

/** Its watermark is where it begins: not yet how far the data goes. */
export const hasNoMinutes = (entry: DirectoryEntry): boolean => entry.firstMinute === entry.watermark;

/** Minutes just before the watermark of which nothing is known; a reading is only taken of the stretch that decides. */
function trailingMissing(countsOf: CountsOf): number {
  return countsOf(NO_DATA_AFTER_MINUTES).counted === 0 ? NO_DATA_AFTER_MINUTES : 0;
}

/**
 * Nothing of a new stream is read yet, and its first answer is not overdue. It begins at a whole hour, up to an hour ago: that
 * much is its start, not a silence.
 */
const isUnread = (entry: DirectoryEntry, nowMinute: number): boolean =>
  isBackfilling(entry) && hasNoMinutes(entry) && nowMinute - entry.watermark <= HOUR_MINUTES + NO_DATA_AFTER_MINUTES;

function spentShare(status: BudgetStatus, lastDay: WindowCounts): Fraction | null {
  if (status.budget.allowed.num === 0n) return null;
  return divideFractions(fraction(lastDay.total - lastDay.good, BigInt(COUNT_SCALE)), status.budget.allowed);
}

function firingSeverity({ firing }: DirectoryEntry, { rules }: ObjectivePlan): AlertSeverity | null {
  const severities = firing.flatMap((one) => rules.find(({ rule }) => rule.name === one.rule)?.rule.severity ?? []);
  if (severities.includes("page")) return "page";
  return severities.length === 0 ? null : "ticket";
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
  const unread = isUnread(entry, nowMinute);
  const state = objectiveState({
    paused: false,
    watermarkAgeMinutes: unread ? 0 : nowMinute - end,
    trailingMissingMinutes: unread ? 0 : trailingMissing(countsOf),
    backfilling: isBackfilling(entry),
    windowCovered,
    allowed: status.budget.allowed,
    remaining: status.budget.remaining,
    rules: burns,
  });
  const governing = governingBurn(burns);
  const firing = firingSeverity(entry, plan);
  return {
    entry,
    plan,
    countsOf,
    counts,
    status,
    burns,
    governing,
    state,
    firing,
    attention: attentionGroup({ state, burnWord: governing.word, firing }),
    burnHour: burnRate(countsOf(HOUR_MINUTES), plan.budget),
    spentLastDay: spentShare(status, countsOf(DAY_MINUTES)),
  };
}
