import type {
  BudgetConsumedCondition,
  BudgetDropCondition,
  BurnCondition,
  NoTrafficCondition,
  TimeToExhaustionCondition,
} from "../policy-definition.ts";

/** The fastest rule of the default policy. */
export const burn = (over: Partial<BurnCondition> = {}): BurnCondition => ({
  kind: "burn",
  name: "fast",
  severity: "page",
  longMinutes: 60,
  shortMinutes: 5,
  factor: "14.4",
  budgetPercent: null,
  minExcess: 5,
  resolveAfter: 5,
  ...over,
});

export const consumed = (over: Partial<BudgetConsumedCondition> = {}): BudgetConsumedCondition => ({
  kind: "budget-consumed",
  name: "half",
  severity: "ticket",
  percent: "50",
  rearmPercent: "5",
  ...over,
});

export const drop = (over: Partial<BudgetDropCondition> = {}): BudgetDropCondition => ({
  kind: "budget-drop",
  name: "tenth",
  severity: "page",
  percent: "10",
  withinMinutes: 60,
  resolveAfter: 5,
  ...over,
});

export const exhaustion = (over: Partial<TimeToExhaustionCondition> = {}): TimeToExhaustionCondition => ({
  kind: "time-to-exhaustion",
  name: "soon",
  severity: "page",
  withinMinutes: 240,
  lookbackMinutes: 60,
  resolveAfter: 5,
  ...over,
});

export const silence = (over: Partial<NoTrafficCondition> = {}): NoTrafficCondition => ({
  kind: "no-traffic",
  name: "silent",
  severity: "page",
  forMinutes: 10,
  leastPerMinute: "1",
  resolveAfter: 5,
  ...over,
});
