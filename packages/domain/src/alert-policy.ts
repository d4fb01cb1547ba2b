import { compareFractions, divideFractions, type Fraction, fraction, multiplyFractions, ONE } from "./fraction.ts";
import { MINUTES_PER_DAY, MINUTES_PER_HOUR } from "./minute.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";

export type AlertSeverity = "page" | "ticket";

/** A multi-window burn rule (slo-math 6): both windows burn at `factor` or more, and the long one holds `minExcess` unexplained failures. */
export interface AlertRule {
  readonly name: string;
  readonly severity: AlertSeverity;
  readonly longMinutes: number;
  readonly shortMinutes: number;
  readonly factor: Fraction;
  /** The share of the budget that the factor was computed from; null: the factor itself is what was given. */
  readonly budgetShare: Fraction | null;
  /** Failures beyond what the factor explains, in events; taken as the decimal number that it prints as. Slices have no such guard. */
  readonly minExcess: number;
  /** Consecutive evaluations under the condition after which a firing rule resolves, at least 1. */
  readonly resolveAfter: number;
}

export const DEFAULT_MIN_EXCESS = 5;
export const DEFAULT_RESOLVE_AFTER = 5;

/**
 * The factor at which `share` of the budget of `windowMinutes` is spent within `longMinutes`: share × P / long (slo-math 6).
 * Throws RangeError unless share and windows are above 0 and the windows whole.
 */
export function factorFromBudgetShare(share: Fraction, windowMinutes: number, longMinutes: number): Fraction {
  for (const minutes of [windowMinutes, longMinutes]) {
    if (!Number.isSafeInteger(minutes) || minutes < 1)
      throw new RangeError(`a window is a whole number of minutes, at least 1, not ${minutes}`);
  }
  if (share.num <= 0n) throw new RangeError("a budget share must be above 0");
  return multiplyFractions(share, fraction(BigInt(windowMinutes), BigInt(longMinutes)));
}

/** Share of the error budget that burning at the rule's factor spends within its long window. */
export const budgetShare = (rule: Pick<AlertRule, "factor" | "longMinutes">, terms: Pick<ObjectiveTerms, "windowMinutes">): Fraction =>
  multiplyFractions(rule.factor, fraction(BigInt(rule.longMinutes), BigInt(terms.windowMinutes)));

/** Every window length the rules look at, each once, ascending: with "now" these are all instants an evaluation needs. */
export const policyWindows = (rules: readonly AlertRule[]): readonly number[] =>
  [...new Set(rules.flatMap((rule) => [rule.longMinutes, rule.shortMinutes]))].sort((a, b) => a - b);

/** One row of the default policy: its factor from 28 days on, and from 7 to 28 days with the share of 7 days it stands for. */
interface DefaultRow {
  readonly severity: AlertSeverity;
  readonly longMinutes: number;
  readonly shortMinutes: number;
  readonly longFactor: Fraction;
  readonly weekFactor: Fraction;
}

const HOURS = MINUTES_PER_HOUR;
const DAYS = MINUTES_PER_DAY;

/** slo-math 6. The 7 d column spends 8, 20, 40 and 45 % of the budget. */
const DEFAULT_ROWS: readonly DefaultRow[] = [
  { severity: "page", longMinutes: HOURS, shortMinutes: 5, longFactor: fraction(144n, 10n), weekFactor: fraction(1344n, 100n) },
  { severity: "page", longMinutes: 6 * HOURS, shortMinutes: 30, longFactor: fraction(6n), weekFactor: fraction(56n, 10n) },
  { severity: "ticket", longMinutes: DAYS, shortMinutes: 2 * HOURS, longFactor: fraction(3n), weekFactor: fraction(28n, 10n) },
  { severity: "ticket", longMinutes: 3 * DAYS, shortMinutes: 6 * HOURS, longFactor: ONE, weekFactor: fraction(105n, 100n) },
];

const WEEK_MINUTES = 7 * DAYS;
const FOUR_WEEKS_MINUTES = 28 * DAYS;
/** A rule that speaks up after more than this share is gone comes too late to be an early warning. */
const LARGEST_BUDGET_SHARE = fraction(1n, 2n);
const OUTAGE_TARGET_LIMIT = fraction(995n, 1000n);
const OUTAGE_ERROR_RATIO = fraction(1n, 2n);

/**
 * The rules an objective gets when it names no policy, most severe first.
 * From 28 days on the factors are 14.4, 6, 3 and 1: people do not react more slowly because a window is longer. From 7 to 28 days
 * they are 13.44, 5.6, 2.8 and 1.05 for the same reason. Under 7 days keeping the factors would spend most of the budget before the
 * first word, so there the shares of the 7 d column are kept and the factors shrink with the window. A factor that would fall below 1
 * (burning no faster than allowed) becomes a ticket at 1, and a rule that would then speak after more than half of the budget is left out.
 * Targets up to 99.5 % get the outage rule. Rules that can never fire, because not even a total outage reaches them, are left out.
 */
export function defaultPolicy(terms: ObjectiveTerms): readonly AlertRule[] {
  const budget = errorBudgetRatio(terms);
  const burnRules = DEFAULT_ROWS.map((row) => defaultBurnRule(row, terms)).filter(
    (rule) => compareFractions(budgetShare(rule, terms), LARGEST_BUDGET_SHARE) <= 0,
  );
  const rules = [...outageRules(terms, budget), ...burnRules].map((rule) => (terms.slices === null ? rule : { ...rule, minExcess: 0 }));
  return rules.filter((rule) => !neverFires(rule, budget));
}

function defaultBurnRule(row: DefaultRow, { windowMinutes }: ObjectiveTerms): AlertRule {
  const factor = defaultFactor(row, windowMinutes);
  const belowOne = compareFractions(factor, ONE) < 0;
  const severity = belowOne ? "ticket" : row.severity;
  return makeDefaultRule({ ...row, severity, factor: belowOne ? ONE : factor, name: `${severity}-${spanName(row.longMinutes)}` });
}

function defaultFactor(row: DefaultRow, windowMinutes: number): Fraction {
  if (windowMinutes >= FOUR_WEEKS_MINUTES) return row.longFactor;
  if (windowMinutes >= WEEK_MINUTES) return row.weekFactor;
  return multiplyFractions(row.weekFactor, fraction(BigInt(windowMinutes), BigInt(WEEK_MINUTES)));
}

/** Half of the requests failing. Its factor is below 1, and the rule pointless, where the target allows more than that. */
function outageRules({ target }: ObjectiveTerms, budget: Fraction): AlertRule[] {
  const factor = divideFractions(OUTAGE_ERROR_RATIO, budget);
  if (compareFractions(target, OUTAGE_TARGET_LIMIT) > 0 || compareFractions(factor, ONE) < 0) return [];
  return [makeDefaultRule({ name: "page-outage", severity: "page", longMinutes: 5, shortMinutes: 1, factor })];
}

const makeDefaultRule = (rule: Pick<AlertRule, "name" | "severity" | "longMinutes" | "shortMinutes" | "factor">): AlertRule => ({
  name: rule.name,
  severity: rule.severity,
  longMinutes: rule.longMinutes,
  shortMinutes: rule.shortMinutes,
  factor: rule.factor,
  budgetShare: null,
  minExcess: DEFAULT_MIN_EXCESS,
  resolveAfter: DEFAULT_RESOLVE_AFTER,
});

const spanName = (minutes: number): string => (minutes % DAYS === 0 ? `${minutes / DAYS}d` : `${minutes / HOURS}h`);

/** Not even a total outage meets the condition: factor × b above 1, or 1 with failures to spare on top. */
export function neverFires(rule: Pick<AlertRule, "factor" | "minExcess">, budgetRatio: Fraction): boolean {
  const against = compareFractions(multiplyFractions(rule.factor, budgetRatio), ONE);
  return against > 0 || (against === 0 && rule.minExcess > 0);
}
