import {
  type AlertSeverity,
  type AttentionGroup,
  attentionGroup,
  type BudgetStatus,
  budgetStatus,
  burnRate,
  divideFractions,
  ENOUGH_ALLOWED_FAILURES,
  type ExactCounts,
  type Fraction,
  fraction,
  type GoverningBurn,
  governingBurn,
  isMostlyUnknown,
  massScale,
  NO_DATA_AFTER_MINUTES,
  type ObjectiveState,
  objectiveState,
  type RuleBurn,
  ruleBurns,
  type WindowCounts,
  ZERO,
} from "@solvent/domain";
import type { AppliedAdjustment } from "../adjustment/applied-adjustments.ts";
import { firingConditions } from "../conditions/firing-conditions.ts";
import type { CountsIn } from "../counts/count-reader.ts";
import type { DirectoryEntry } from "./objective-directory.ts";
import { burnWindow, HOUR_MINUTES, type ObjectivePlan, type ObjectiveWindows, raisedToSlices, unitOf } from "./objective-plan.ts";

/** Everything that is true of one objective at its watermark. */
export interface Judgement {
  readonly entry: DirectoryEntry;
  readonly plan: ObjectivePlan;
  readonly windows: ObjectiveWindows;
  /** Those that touch anything it is judged by, or the rest of its period. */
  readonly adjustments: readonly AppliedAdjustment[];
  /** Adjusted counts of the intervals of `windows`. */
  readonly countsIn: CountsIn;
  /** The same of the last minutes, for burn rates. */
  readonly countsOf: (minutes: number) => WindowCounts;
  /** Of the period so far, adjusted. */
  readonly counts: WindowCounts;
  readonly status: BudgetStatus;
  /** The same without any adjustment; null where none touches the period so far. */
  readonly unadjusted: BudgetStatus | null;
  readonly burns: readonly RuleBurn[];
  readonly governing: GoverningBurn;
  readonly state: ObjectiveState;
  /** Severities of the rules and conditions that the tick holds as firing. */
  readonly severities: ReadonlySet<AlertSeverity>;
  /** The most severe of them. */
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

/** Slices that are not judged yet, though their minutes are read. */
export function isJudgingSlices(
  entry: Pick<DirectoryEntry, "terms" | "slicesStream" | "firstMinute" | "watermark" | "minutesFrom">,
): boolean {
  if (entry.terms.method === "occurrences") return false;
  const slices = entry.slicesStream;
  return slices === null || slices.watermark < entry.watermark || slices.firstMinute > Math.max(entry.firstMinute, entry.minutesFrom ?? 0);
}

/** Minutes just before the watermark of which nothing is known, though it was expected; only the stretch that decides is looked at. */
const trailingMissing = ({ missing, minutes }: WindowCounts): number => (missing === minutes ? minutes : 0);

/**
 * Nothing of a new stream is read yet, and its first answer is not overdue. It begins at a whole hour, up to an hour ago: that
 * much is its start, not a silence.
 */
const isUnread = (entry: DirectoryEntry, nowMinute: number): boolean =>
  (isBackfilling(entry) || entry.source === null) &&
  hasNoMinutes(entry) &&
  nowMinute - entry.watermark <= HOUR_MINUTES + NO_DATA_AFTER_MINUTES;

/** All of the period that has passed is read and judged, and not mostly gaps. A month that is an hour old is covered by one hour. */
const isCovered = (entry: DirectoryEntry, { period }: ObjectiveWindows, counts: WindowCounts): boolean =>
  entry.firstMinute <= period.start && period.start < period.end && !isJudgingSlices(entry) && !isMostlyUnknown(counts);

/** A slice sums up many events already: a judged one is evidence (slo-math 7). */
function evidence({ mass, budget }: BudgetStatus, { terms }: ObjectivePlan): Fraction {
  if (unitOf(terms) === "events") return budget.allowed;
  return mass.num > 0n ? ENOUGH_ALLOWED_FAILURES : ZERO;
}

function spentShare(status: BudgetStatus, { terms }: ObjectivePlan, lastDay: WindowCounts): Fraction | null {
  if (status.budget.allowed.num === 0n) return null;
  return divideFractions(fraction(lastDay.bad, BigInt(massScale(terms))), status.budget.allowed);
}

const firingSeverities = ({ firing }: DirectoryEntry, { rules, conditions }: ObjectivePlan): ReadonlySet<AlertSeverity> =>
  new Set([
    ...firing.flatMap((one) => rules.find(({ rule }) => rule.name === one.rule)?.rule.severity ?? []),
    ...firingConditions(firing, conditions).map(({ severity }) => severity),
  ]);

function mostSevere(severities: ReadonlySet<AlertSeverity>): AlertSeverity | null {
  if (severities.has("page")) return "page";
  return severities.size === 0 ? null : "ticket";
}

export interface ObjectiveReading {
  readonly plan: ObjectivePlan;
  readonly windows: ObjectiveWindows;
  readonly adjustments: readonly AppliedAdjustment[];
  /** Adjusted counts of the intervals of `windows`. */
  readonly countsIn: CountsIn;
  /** Counts of the period without adjustments; null where none touches it. */
  readonly plainCounts: WindowCounts | null;
  /** Counts of the period free of rounding, where rounding would decide. */
  readonly exact: ExactCounts | null;
  /** Events to expect in the whole calendar period; null: the rest of it goes on like the part so far. */
  readonly projectedTotal: Fraction | null;
  /** The minute that is running. */
  readonly nowMinute: number;
}

function budgetsOf({ plan, windows, adjustments, countsIn, plainCounts, exact, projectedTotal }: ObjectiveReading) {
  const { terms } = plan;
  const { period } = windows;
  const counts = exact?.counts ?? countsIn({ start: period.start, end: period.end });
  const scale = exact === null ? {} : { sliceScale: exact.massScale };
  const status = budgetStatus({ terms, period, counts, adjustments, projectedTotal, ...scale });
  return { counts, status, unadjusted: plainCounts === null ? null : budgetStatus({ terms, period, counts: plainCounts }) };
}

/**
 * Judges one objective from its counts. Whether a calendar budget is exhausted is decided by the period so far, or by its planned
 * slices: what is projected is only drawn.
 */
export function judgeObjective(entry: DirectoryEntry, reading: ObjectiveReading): Judgement {
  const { plan, windows, adjustments, countsIn, nowMinute } = reading;
  const countsOf = (minutes: number): WindowCounts => countsIn(burnWindow(windows, minutes));
  const { counts, status, unadjusted } = budgetsOf(reading);
  const burns = ruleBurns(plan.rules, countsOf);
  const unread = isUnread(entry, nowMinute);
  const state = objectiveState({
    paused: false,
    watermarkAgeMinutes: unread ? 0 : nowMinute - entry.watermark,
    trailingMissingMinutes: unread ? 0 : trailingMissing(countsIn(windows.newest)),
    backfilling: isBackfilling(entry),
    windowCovered: isCovered(entry, windows, counts),
    allowed: evidence(status, plan),
    remaining: status.budget.remaining,
    rules: burns,
  });
  const governing = governingBurn(burns);
  const severities = firingSeverities(entry, plan);
  const firing = mostSevere(severities);
  return {
    entry,
    plan,
    windows,
    adjustments,
    countsIn,
    countsOf,
    counts,
    status,
    unadjusted,
    burns,
    governing,
    state,
    severities,
    firing,
    attention: attentionGroup({ state, burnWord: governing.word, firing }),
    burnHour: burnRate(countsOf(raisedToSlices(plan.terms, HOUR_MINUTES)), plan.budget),
    spentLastDay: spentShare(status, plan, countsIn(windows.lastDay)),
  };
}
