import type { AdjustableFigures, ObjectiveStatus, StatusQuery } from "@solvent/api-contract";
import {
  alertBurnRate,
  type BudgetStatus,
  budgetShare,
  burnRate,
  COUNT_SCALE,
  fraction,
  isoOfMinute,
  multiplyFractions,
} from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import { toConditionStatuses } from "../conditions/condition-status.ts";
import { countedInterval, resolutionOf } from "../counts/count-reader.ts";
import { excludedShare, isExcludedTooMuch } from "./excluded-share.ts";
import { toCount, toFigure, toFigureOrNull } from "./figures.ts";
import type { Judgement } from "./judge-objective.ts";
import { burnLengthsOf, unitOf } from "./objective-plan.ts";
import { adjustmentsOfPeriod } from "./read-judgements.ts";
import type { StatusBoard } from "./status-board.ts";
import { toSummary } from "./to-summary.ts";

export interface GetStatusDeps {
  readonly board: Pick<StatusBoard, "findJudgement" | "conditionsOf">;
  /** What a composite is put together from; null for what is measured. */
  readonly compositeOf: (judgement: Judgement) => Promise<ObjectiveStatus["composite"]>;
  readonly now: () => number;
}

/** Every rule with both windows. The burn rates shown are those that the rule compares: unknown minutes count as free of errors. */
const toRules = ({ entry, plan, burns, countsOf }: Judgement): ObjectiveStatus["rules"] =>
  burns.map(({ rule, word }) => {
    const firing = entry.firing.find((one) => one.rule === rule.name);
    return {
      name: rule.name,
      severity: rule.severity,
      longMinutes: rule.longMinutes,
      shortMinutes: rule.shortMinutes,
      factor: toFigure(rule.factor),
      budgetShare: toFigure(budgetShare(rule, plan.terms)),
      minExcess: rule.minExcess,
      resolveAfter: rule.resolveAfter,
      burnLong: toFigureOrNull(alertBurnRate(countsOf(rule.longMinutes), plan.budget)),
      burnShort: toFigureOrNull(alertBurnRate(countsOf(rule.shortMinutes), plan.budget)),
      word,
      firingSince: firing === undefined ? null : isoOfMinute(firing.firingSince),
    };
  });

/** Zeros while nothing is allowed: then there is nothing to judge either, and `sli` says so. */
const toBudget = ({ status: { budget } }: Judgement): ObjectiveStatus["budget"] => ({
  basis: budget.basis,
  allowed: toFigure(budget.allowed),
  consumed: toFigure(budget.consumed),
  remaining: toFigure(budget.remaining),
  consumedFraction: toFigure(budget.consumedFraction),
  remainingFraction: toFigure(budget.remainingFraction),
  minutesAllowed: toFigure(budget.minutesAllowed),
  minutesConsumed: toFigure(budget.minutesConsumed),
  minutesRemaining: toFigure(budget.minutesRemaining),
  projectedTotal: toFigureOrNull(budget.projectedTotal),
  projectedConsumedFraction: toFigureOrNull(budget.projectedConsumedFraction),
});

/** Events of a status in thousandths, as `toCount` takes them. */
const scaled = (events: BudgetStatus["good"]): bigint => multiplyFractions(events, fraction(BigInt(COUNT_SCALE))).num;

const toAdjustable = (status: BudgetStatus): AdjustableFigures => ({
  good: toCount(scaled(status.good)),
  total: toCount(scaled(status.total)),
  bad: toFigure(status.bad),
  mass: toFigure(status.mass),
  sli: toFigureOrNull(status.sli),
  met: status.met,
  remainingFraction: status.sli === null ? null : toFigure(status.budget.remainingFraction),
});

const toAdjustments = (judgement: Judgement): ObjectiveStatus["adjustments"] => ({
  excludedMinutes: judgement.counts.excluded,
  excludedFraction: toFigure(excludedShare(judgement.counts)),
  excludedTooMuch: isExcludedTooMuch(judgement.counts),
  count: adjustmentsOfPeriod(judgement).length,
  without: judgement.unadjusted === null ? null : toAdjustable(judgement.unadjusted),
});

/** Where minutes are not kept the start may be the one of its hour. */
const toWindow = ({ windows: { period }, countsIn }: Judgement): ObjectiveStatus["window"] => ({
  periodStart: isoOfMinute(period.periodStart),
  periodEnd: isoOfMinute(period.periodEnd),
  from: isoOfMinute(countedInterval(countsIn, period).start),
  to: isoOfMinute(period.end),
  partial: period.partial,
  resolution: resolutionOf(countsIn, period),
});

/** Burn rates over the last minutes, as they are and as rules see them. */
const toBurns = ({ plan, countsOf }: Judgement, lengths: readonly number[]): ObjectiveStatus["burn"] =>
  lengths.map((minutes) => {
    const counts = countsOf(minutes);
    return {
      minutes,
      burn: toFigureOrNull(burnRate(counts, plan.budget)),
      alertBurn: toFigureOrNull(alertBurnRate(counts, plan.budget)),
    };
  });

const LONGEST_BURN_MINUTES = 366 * 1440;

/** Lengths as they are asked for, "5,60"; undefined: those of the objective page. Throws `request.invalid`. */
function parseBurnMinutes(text: string | undefined): readonly number[] | null {
  if (text === undefined) return null;
  const lengths = text.split(",").map(Number);
  if (lengths.some((minutes) => !Number.isSafeInteger(minutes) || minutes < 1 || minutes > LONGEST_BURN_MINUTES)) {
    throw invalidRequest([{ path: "burnMinutes", message: `a window has 1 to ${LONGEST_BURN_MINUTES} minutes` }]);
  }
  return lengths;
}

/** Everything about one objective now. Throws `objective.not-found` and `request.invalid`. */
export const makeGetStatus =
  (deps: GetStatusDeps) =>
  async (name: string, query: StatusQuery = {}): Promise<ObjectiveStatus> => {
    const asked = parseBurnMinutes(query.burnMinutes);
    const judgement = await deps.board.findJudgement(name, asked ?? []);
    if (judgement === null) throw new AppError("objective.not-found", `There is no objective named ${name}`);
    const { entry, status, counts, plan } = judgement;
    return {
      summary: toSummary(judgement, deps.now()),
      archivedAt: entry.archivedAtMs === null ? null : new Date(entry.archivedAtMs).toISOString(),
      window: toWindow(judgement),
      unit: unitOf(plan.terms),
      sliBad: toFigure(status.bad),
      sliMass: toFigure(status.mass),
      adjustments: toAdjustments(judgement),
      good: toCount(counts.good),
      total: toCount(counts.total),
      bad: toCount(counts.total - counts.good),
      met: status.met,
      budget: toBudget(judgement),
      burn: toBurns(judgement, asked === null ? plan.burnMinutes : burnLengthsOf(plan.terms, asked)),
      rules: toRules(judgement),
      conditions: toConditionStatuses(judgement, await deps.board.conditionsOf(judgement)),
      policies: entry.policies.map((policy) => policy.name),
      composite: await deps.compositeOf(judgement),
    };
  };
