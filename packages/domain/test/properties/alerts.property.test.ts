import fc from "fast-check";
import { expect, test } from "vitest";
import {
  adjustedCounts,
  alertBurnRate,
  COUNT_SCALE,
  type CompiledRule,
  compareFractions,
  compileRule,
  errorBudgetRatio,
  INACTIVE,
  type Minute,
  type MinuteSeries,
  minuteSeriesOfRuns,
  nextRuleState,
  objectiveTerms,
  type RuleState,
  ruleCondition,
  type Verdict,
  windowCounts,
} from "../../src/index.ts";
import { adjustments, alertRule, minuteRuns, ORIGIN, SPAN, targetPercent } from "./arbitraries.ts";
import { conditionNaively, paintMinutes, transitionsNaively } from "./naive-minutes.ts";
import { checkSeries } from "./series.ts";

const at = fc.integer({ min: ORIGIN, max: ORIGIN + SPAN + 30 });
const budgetOf = (target: string) => errorBudgetRatio(objectiveTerms(target, 43_200));

type Changes = Parameters<typeof adjustedCounts>[0]["adjustments"];
const countsBefore = (series: MinuteSeries, changes: Changes) => (end: Minute, minutes: number) =>
  adjustedCounts({ totalsAt: series.totalsAt, window: { start: end - minutes, end }, adjustments: changes });

test("the condition of a rule is what a walk over the minutes says", () => {
  checkSeries(
    fc.property(minuteRuns, adjustments, alertRule, targetPercent, at, (runs, changes, rule, target, now) => {
      const budget = budgetOf(target);
      const counts = countsBefore(minuteSeriesOfRuns(runs), changes);
      const verdict = ruleCondition({
        rule,
        long: counts(now, rule.longMinutes),
        short: counts(now, rule.shortMinutes),
        budget,
        scale: COUNT_SCALE,
      });
      const stream = { minutes: paintMinutes(runs), adjustments: changes };
      expect(verdict).toBe(conditionNaively(stream, { rule, budget: [budget.num, budget.den], scale: COUNT_SCALE }, now));
    }),
    1000,
  );
});

test("without a guard the condition is the comparison of both alert burn rates with the factor", () => {
  checkSeries(
    fc.property(minuteRuns, adjustments, alertRule, targetPercent, at, (runs, changes, guarded, target, now) => {
      const [rule, budget] = [{ ...guarded, minExcess: 0 }, budgetOf(target)];
      const counts = countsBefore(minuteSeriesOfRuns(runs), changes);
      const [long, short] = [counts(now, rule.longMinutes), counts(now, rule.shortMinutes)];
      const [longBurn, shortBurn] = [alertBurnRate(long, budget), alertBurnRate(short, budget)];
      const expected =
        longBurn === null || shortBurn === null
          ? null
          : compareFractions(longBurn, rule.factor) >= 0 && compareFractions(shortBurn, rule.factor) >= 0;
      expect(ruleCondition({ rule, long, short, budget, scale: COUNT_SCALE })).toBe(expected);
    }),
    300,
  );
});

function transitionsOf(verdicts: readonly Verdict[], resolveAfter: number): { index: number; to: string }[] {
  let state: RuleState = INACTIVE;
  return verdicts.flatMap((verdict, index) => {
    const step = nextRuleState({ state, verdict, at: index, resolveAfter });
    state = step.state;
    return step.transition === null ? [] : [{ index, to: step.transition }];
  });
}

const verdicts = fc.array(fc.constantFrom<Verdict>(true, true, false, false, false, null), { maxLength: 60 });

test("firing and resolving follow the verdicts as a plain reading of the rules says", () => {
  checkSeries(
    fc.property(verdicts, fc.integer({ min: 1, max: 6 }), (list, resolveAfter) => {
      expect(transitionsOf(list, resolveAfter)).toEqual(transitionsNaively(list, resolveAfter));
    }),
    1000,
  );
});

test("firing and resolved alternate, beginning with firing", () => {
  checkSeries(
    fc.property(verdicts, fc.integer({ min: 1, max: 6 }), (list, resolveAfter) => {
      const sequence = transitionsOf(list, resolveAfter).map(({ to }) => to);
      expect(sequence).toEqual(sequence.map((_, i) => (i % 2 === 0 ? "firing" : "resolved")));
    }),
    300,
  );
});

test("unknown verdicts can be taken out without changing any transition", () => {
  checkSeries(
    fc.property(verdicts, fc.integer({ min: 1, max: 6 }), (list, resolveAfter) => {
      const known = list.flatMap((verdict, index) => (verdict === null ? [] : [{ verdict, index }]));
      const condensed = transitionsOf(
        known.map(({ verdict }) => verdict),
        resolveAfter,
      );
      expect(condensed.map(({ index, to }) => ({ index: known[index]?.index, to }))).toEqual(transitionsOf(list, resolveAfter));
    }),
    300,
  );
});

const compileFor = (rule: Parameters<typeof compileRule>[0], target: string): CompiledRule =>
  compileRule(rule, budgetOf(target), COUNT_SCALE);

test("a whole life of a rule over a series has the transitions of the naive condition", () => {
  checkSeries(
    fc.property(minuteRuns, adjustments, alertRule, targetPercent, (runs, changes, rule, target) => {
      const [compiled, budget] = [compileFor(rule, target), budgetOf(target)];
      const counts = countsBefore(minuteSeriesOfRuns(runs), changes);
      const stream = { minutes: paintMinutes(runs), adjustments: changes };
      const instants = Array.from({ length: 60 }, (_, i) => ORIGIN + i * 5);
      const fast = instants.map((now) => compiled.condition(counts(now, rule.longMinutes), counts(now, rule.shortMinutes)));
      const naive = instants.map((now) => conditionNaively(stream, { rule, budget: [budget.num, budget.den], scale: COUNT_SCALE }, now));
      expect(transitionsOf(fast, rule.resolveAfter)).toEqual(transitionsNaively(naive, rule.resolveAfter));
    }),
    100,
  );
});

test("more failures never make a true condition false", () => {
  checkSeries(
    fc.property(alertRule, targetPercent, fc.bigInt(1n, 10n ** 9n), fc.bigInt(0n, 10n ** 9n), (rule, target, total, bad) => {
      const compiled = compileFor(rule, target);
      const countsOf = (minutes: number, failures: bigint) => {
        const failed = failures > total ? total : failures;
        return windowCounts({ good: total - failed, total, known: minutes, active: minutes }, minutes);
      };
      const verdictOf = (failures: bigint) =>
        compiled.condition(countsOf(rule.longMinutes, failures), countsOf(rule.shortMinutes, failures));
      if (verdictOf(bad) === true) expect(verdictOf(bad + 1n)).toBe(true);
    }),
    300,
  );
});
