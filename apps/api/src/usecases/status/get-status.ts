import type { ObjectiveStatus } from "@solvent/api-contract";
import { alertBurnRate, budgetShare, burnRate, isoOfMinute } from "@solvent/domain";
import { AppError } from "../../errors/app-error.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { toCount, toFigure, toFigureOrNull } from "./figures.ts";
import type { Judgement } from "./judge-objective.ts";
import { SHOWN_BURN_MINUTES } from "./objective-plan.ts";
import { NO_SPARKLINES, readSparklines } from "./sparklines.ts";
import type { StatusBoard } from "./status-board.ts";
import { toSummary } from "./to-summary.ts";

export interface GetStatusDeps {
  readonly board: Pick<StatusBoard, "findJudgement">;
  readonly minutes: Pick<MinuteReader, "totalsAt">;
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
      burnLong: toFigureOrNull(alertBurnRate(countsOf(rule.longMinutes), plan.budget)),
      burnShort: toFigureOrNull(alertBurnRate(countsOf(rule.shortMinutes), plan.budget)),
      word,
      firingSince: firing === undefined ? null : isoOfMinute(firing.firingSince),
    };
  });

function toBudget({ status }: Judgement): ObjectiveStatus["budget"] {
  if (status.sli === null) return null;
  const { budget } = status;
  return {
    allowed: toFigure(budget.allowed),
    consumed: toFigure(budget.consumed),
    remaining: toFigure(budget.remaining),
    consumedFraction: toFigure(budget.consumedFraction),
    remainingFraction: toFigure(budget.remainingFraction),
    minutesAllowed: toFigure(budget.minutesAllowed),
    minutesConsumed: toFigure(budget.minutesConsumed),
    minutesRemaining: toFigure(budget.minutesRemaining),
  };
}

/** Everything about one objective now. Throws `objective.not-found`. */
export const makeGetStatus =
  (deps: GetStatusDeps) =>
  async (name: string): Promise<ObjectiveStatus> => {
    const judgement = await deps.board.findJudgement(name);
    if (judgement === null) throw new AppError("objective.not-found", `There is no objective named ${name}`);
    const { status, counts, plan, countsOf } = judgement;
    const [sparklines] = await readSparklines(deps.minutes, [judgement]);
    return {
      summary: toSummary(judgement, sparklines ?? NO_SPARKLINES, deps.now()),
      window: { from: isoOfMinute(status.window.start), to: isoOfMinute(status.window.end), partial: status.partial },
      good: toCount(counts.good),
      total: toCount(counts.total),
      bad: toCount(counts.total - counts.good),
      met: status.met,
      budget: toBudget(judgement),
      burn: SHOWN_BURN_MINUTES.map((minutes) => ({ minutes, burn: toFigureOrNull(burnRate(countsOf(minutes), plan.budget)) })),
      rules: toRules(judgement),
    };
  };
