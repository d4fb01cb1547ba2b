import {
  type AlertRule,
  adjustedCounts,
  alertBurnRate,
  budgetStatus,
  burnRate,
  type Coverage,
  compileRule,
  errorBudgetRatio,
  exhaustionAtRate,
  type Fraction,
  fraction,
  INACTIVE,
  isoOfMinute,
  type Minute,
  nextRuleState,
  type RuleState,
  rollingPeriod,
  type Verdict,
  type WindowCounts,
} from "../../src/index.ts";
import { type CaseInput, minuteAt, readCase, readRules } from "./case-input.ts";
import type { Answer } from "./compare.ts";
import { asList, asWhole, type JsonObject } from "./json.ts";

const figure = (value: number): Fraction => fraction(BigInt(value));
const figuresOf = (numbers: Coverage): { [key: string]: Answer } =>
  Object.fromEntries(Object.entries(numbers).map(([key, value]: [string, number]) => [key, figure(value)]));

/** The status card at `at`; with `minutes`, burn rates over those windows instead. */
export function answerStatusOrBurn(golden: JsonObject): Answer {
  const input = readCase(golden);
  const at = minuteAt(golden.at, "at");
  return golden.minutes === undefined ? statusCard(input, at) : burnTable(golden, input, at);
}

function statusCard({ terms, series, adjustments, sloStart, scale }: CaseInput, at: Minute): Answer {
  const period = rollingPeriod({ at, windowMinutes: terms.windowMinutes, sloStart });
  const counts = adjustedCounts({ totalsAt: series.totalsAt, window: period, adjustments });
  const status = budgetStatus({ terms, counts, scale, window: period, partial: period.partial });
  return {
    window: {
      periodStart: isoOfMinute(period.periodStart),
      periodEnd: isoOfMinute(period.periodEnd),
      start: isoOfMinute(status.window.start),
      end: isoOfMinute(status.window.end),
      partial: status.partial,
    },
    coverage: figuresOf(status.coverage),
    good: status.good,
    total: status.total,
    bad: status.bad,
    mass: status.total,
    sli: status.sli,
    met: status.met,
    budget: { basis: "observed", ...status.budget },
  };
}

/** Counts of the last `minutes` minutes before `at`; data before the start of the objective is as good as missing. */
function countsBefore(input: CaseInput, at: Minute, minutes: number): WindowCounts {
  return adjustedCounts({ totalsAt: totalsBefore(input, at), window: { start: at - minutes, end: at }, adjustments: input.adjustments });
}

const totalsBefore =
  ({ series, sloStart }: CaseInput, at: Minute) =>
  (minute: Minute) =>
    series.totalsAt(sloStart === null ? minute : Math.max(minute, Math.min(sloStart, at)));

function burnTable(golden: JsonObject, input: CaseInput, at: Minute): Answer {
  const budget = errorBudgetRatio(input.terms);
  const windows = asList(golden.minutes, "minutes").map((minutes, i) => asWhole(minutes, `minutes[${i}]`));
  return Object.fromEntries(
    windows.map((minutes) => {
      if (minutes < 1) throw new RangeError(`a window has at least one minute, not ${minutes}`);
      const counts = countsBefore(input, at, minutes);
      return [String(minutes), { burn: burnRate(counts, budget), alertBurn: alertBurnRate(counts, budget) }];
    }),
  );
}

function makeJudge(input: CaseInput, rule: AlertRule): (at: Minute) => Verdict {
  const compiled = compileRule(rule, errorBudgetRatio(input.terms), input.scale);
  return (at) => compiled.condition(countsBefore(input, at, rule.longMinutes), countsBefore(input, at, rule.shortMinutes));
}

/** Transitions of every rule, one evaluation per minute from `from` to `to` inclusive. */
export function answerTransitions(golden: JsonObject): Answer {
  const input = readCase(golden);
  const [from, to] = [minuteAt(golden.from, "from"), minuteAt(golden.to, "to")];
  const judges = readRules(golden, input).map((rule) => ({ rule, judge: makeJudge(input, rule), state: INACTIVE as RuleState }));
  const transitions: Answer[] = [];
  for (let at = from; at <= to; at++) {
    for (const judged of judges) {
      const { rule, judge } = judged;
      const step = nextRuleState({ state: judged.state, verdict: judge(at), at, resolveAfter: rule.resolveAfter });
      judged.state = step.state;
      if (step.transition !== null) transitions.push({ at: isoOfMinute(at), rule: rule.name, to: step.transition });
    }
  }
  return transitions;
}

/** The condition of the first rule at `at`. */
export function answerCondition(golden: JsonObject): Answer {
  const input = readCase(golden);
  const [rule] = readRules(golden, input);
  if (rule === undefined) throw new RangeError("config.alerts must hold a rule");
  return makeJudge(input, rule)(minuteAt(golden.at, "at"));
}

/** Minutes until the budget is gone when the rates of the lookback go on. */
export function answerForecast(golden: JsonObject): Answer {
  const input = readCase(golden);
  const at = minuteAt(golden.at, "at");
  const lookbackMinutes = asWhole(golden.lookback, "lookback");
  const forecast = exhaustionAtRate({ terms: input.terms, at, lookbackMinutes, totalsAt: totalsBefore(input, at) });
  const minutes = forecast.kind === "projected" ? forecast.minutes : forecast.kind === "already-exhausted" ? 0 : null;
  return { exhausts: minutes === null ? null : figure(minutes), reason: forecast.kind };
}
