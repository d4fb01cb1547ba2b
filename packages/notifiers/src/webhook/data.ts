import { type BudgetCoverage, MINUTE_MS, type ObjectiveWindow } from "@solvent/domain";
import type {
  BurnFired,
  BurnResolved,
  ConditionFired,
  ConditionResolved,
  MessageBase,
  MessageBudget,
  MessageCondition,
  MessageObjective,
  NoDataFired,
  NoDataResolved,
  SourceDown,
  SummaryItem,
  TestMessage,
} from "../message.ts";
import { address, figure, figureOrNull, moment, momentOfMs, text } from "./figures.ts";

/** Anything that JSON can hold: a BigInt is none of it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

const MAX_BLIND_ALERTS = 50;

export const baseOf = ({ alertUrl, delayedMinutes, repeated }: MessageBase): JsonObject => ({
  alertUrl: address(alertUrl),
  delayedMinutes,
  maybeRepeated: repeated,
});

/** Not the object itself: it may hold more than is promised. */
const windowOf = (window: ObjectiveWindow): JsonObject =>
  window.kind === "rolling"
    ? { kind: window.kind, minutes: window.minutes }
    : { kind: window.kind, unit: text(window.unit), zone: text(window.zone), weekStart: text(window.weekStart) };

const objectiveOf = ({ name, title, service, team, targetPercent, windowMinutes, window, unit, url }: MessageObjective): JsonObject => ({
  name: text(name),
  title: text(title),
  service: text(service),
  team: team === null ? null : text(team),
  targetPercent: text(targetPercent),
  windowMinutes,
  window: windowOf(window),
  unit: text(unit),
  url: address(url),
});

const budgetOf = (budget: MessageBudget | null): JsonObject | null =>
  budget === null ? null : { left: figure(budget.left), leftMinutes: figure(budget.leftMinutes) };

const coverageOf = (coverage: BudgetCoverage | null): JsonObject | null =>
  coverage === null ? null : { minutes: coverage.minutes, counted: coverage.counted, excluded: coverage.excluded };

function exhaustionOf({ exhaustion }: BurnFired): JsonObject {
  return exhaustion.kind === "at" ? { kind: "at", at: moment(exhaustion.minute) } : { kind: exhaustion.kind };
}

function burnFiredData(message: BurnFired): JsonObject {
  const { rule, spark, onset, since, spent, bad, total, knownOfLastHour, escalatedFromTicketSince, generatedUntil } = message;
  return {
    severity: message.severity,
    objective: objectiveOf(message.objective),
    rule: {
      name: text(rule.name),
      longMinutes: rule.longMinutes,
      shortMinutes: rule.shortMinutes,
      factor: figure(rule.factor),
      burnLong: figure(rule.burnLong),
      burnShort: figure(rule.burnShort),
    },
    budget: budgetOf(message.budget),
    budgetCoverage: coverageOf(message.coverage),
    exhaustion: exhaustionOf(message),
    onset: moment(onset),
    since: moment(since),
    bad: figure(bad),
    total: figure(total),
    spent: figureOrNull(spent),
    burns: spark === null ? null : { from: moment(spark.from), stepMinutes: spark.stepMinutes, values: spark.burns.slice(-60) },
    knownOfLastHour,
    ticketOpenSince: moment(escalatedFromTicketSince),
    generatedUntil: moment(generatedUntil),
  };
}

function burnResolvedData(message: BurnResolved): JsonObject {
  const { severity, reason, from, to, spent, bad, total, missingMinutes, firstNotice, ticketOpenSince } = message;
  return {
    severity,
    objective: objectiveOf(message.objective),
    reason,
    from: moment(from),
    to: moment(to),
    minutes: to - from,
    missingMinutes,
    spent: figureOrNull(spent),
    bad: figureOrNull(bad),
    total: figureOrNull(total),
    budget: budgetOf(message.budget),
    budgetCoverage: coverageOf(message.coverage),
    firstNotice,
    ticketOpenSince: moment(ticketOpenSince),
  };
}

const conditionOf = ({ kind, name, sentence, value, limit, usual }: MessageCondition): JsonObject => ({
  kind,
  name: text(name),
  sentence: text(sentence, 1024),
  value: figureOrNull(value),
  limit: figure(limit),
  usualPerMinute: figureOrNull(usual),
});

function conditionFiredData(message: ConditionFired): JsonObject {
  const { severity, objective, condition, budget, coverage, since, stretch, generatedUntil } = message;
  return {
    severity,
    objective: objectiveOf(objective),
    condition: conditionOf(condition),
    budget: budgetOf(budget),
    budgetCoverage: coverageOf(coverage),
    since: moment(since),
    seen:
      stretch === null
        ? null
        : { from: moment(stretch.from), to: moment(stretch.to), bad: figure(stretch.bad), total: figure(stretch.total) },
    generatedUntil: moment(generatedUntil),
  };
}

const conditionResolvedData = ({
  severity,
  objective,
  condition,
  reason,
  from,
  to,
  budget,
  coverage,
  firstNotice,
}: ConditionResolved): JsonObject => ({
  severity,
  objective: objectiveOf(objective),
  condition: conditionOf(condition),
  reason,
  from: moment(from),
  to: moment(to),
  minutes: to - from,
  budget: budgetOf(budget),
  budgetCoverage: coverageOf(coverage),
  firstNotice,
});

const noDataFiredData = ({ objective, source, since, reason, blindAlerts }: NoDataFired): JsonObject => ({
  objective: objectiveOf(objective),
  source: text(source),
  since: moment(since),
  reason: text(reason, 1024),
  blindAlerts: blindAlerts.slice(0, MAX_BLIND_ALERTS),
});

const noDataResolvedData = ({ objective, source, from, to, firstNotice }: NoDataResolved): JsonObject => ({
  objective: objectiveOf(objective),
  source: text(source),
  from: moment(from),
  to: moment(to),
  minutes: to - from,
  firstNotice,
});

const sourceDownData = ({ source, sinceMs, reason, objectives, blindAlerts }: SourceDown): JsonObject => ({
  source: text(source),
  since: momentOfMs(sinceMs),
  reason: text(reason, 1024),
  objectives,
  blindAlerts: blindAlerts.slice(0, MAX_BLIND_ALERTS).map(({ title, severity }) => ({ title: text(title, 200), severity })),
  blindAlertsTotal: blindAlerts.length,
});

const spanOf = ({ fromMs, toMs, firstNotice }: { fromMs: number; toMs: number; firstNotice: boolean }): JsonObject => ({
  from: momentOfMs(fromMs),
  to: momentOfMs(toMs),
  minutes: Math.max(0, Math.floor(toMs / MINUTE_MS) - Math.floor(fromMs / MINUTE_MS)),
  firstNotice,
});

function factsOf(message: SummaryItem | TestMessage): JsonObject {
  switch (message.kind) {
    case "burn-fired":
      return burnFiredData(message);
    case "burn-resolved":
      return burnResolvedData(message);
    case "condition-fired":
      return conditionFiredData(message);
    case "condition-resolved":
      return conditionResolvedData(message);
    case "no-data-fired":
      return noDataFiredData(message);
    case "no-data-resolved":
      return noDataResolvedData(message);
    case "source-down":
      return sourceDownData(message);
    case "source-back":
      return { source: text(message.source), ...spanOf(message) };
    case "evaluator-behind":
      return { since: momentOfMs(message.sinceMs), objectives: message.objectives };
    case "evaluator-caught-up":
      return spanOf(message);
    case "test":
      return { target: text(message.target), author: text(message.author) };
  }
}

/** The facts of one message, for programs: names as they are, figures exact, times in UTC. */
export const dataOf = (message: SummaryItem | TestMessage): JsonObject => ({ ...factsOf(message), ...baseOf(message) });
