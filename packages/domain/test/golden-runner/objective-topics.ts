import {
  type AlertRule,
  alertBurnRate,
  budgetStatus,
  burnRate,
  type Coverage,
  calendarPeriod,
  compileRule,
  errorBudgetRatio,
  evaluationInstant,
  type Fraction,
  fraction,
  INACTIVE,
  isoOfMinute,
  type Minute,
  nextRuleState,
  objectivePeriod,
  policyWindows,
  type RuleState,
  type Verdict,
  type WindowCounts,
} from "../../src/index.ts";
import { caseCounter } from "./case-counts.ts";
import { type CaseInput, minuteAt, readCalendarWindow, readCase, readRules } from "./case-input.ts";
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

function statusCard(input: CaseInput, at: Minute): Answer {
  const { terms, adjustments, scale } = input;
  const period = objectivePeriod(terms, at);
  const status = budgetStatus({ terms, period, adjustments, eventScale: scale, ...caseCounter(input, period)(period) });
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
    mass: status.mass,
    sli: status.sli,
    met: status.met,
    budget: { ...status.budget },
  };
}

/** The period of a calendar unit that holds the last closed minute. */
export function answerCalendarBounds(golden: JsonObject): Answer {
  const { start, end } = calendarPeriod(readCalendarWindow(golden), minuteAt(golden.at, "at") - 1);
  return { start: isoOfMinute(start), end: isoOfMinute(end), minutes: figure(end - start) };
}

function burnTable(golden: JsonObject, input: CaseInput, at: Minute): Answer {
  const budget = errorBudgetRatio(input.terms);
  const windows = asList(golden.minutes, "minutes").map((minutes, i) => asWhole(minutes, `minutes[${i}]`));
  const count = caseCounter(input, { start: at - Math.max(0, ...windows), end: at });
  return Object.fromEntries(
    windows.map((minutes) => {
      if (minutes < 1) throw new RangeError(`a window has at least one minute, not ${minutes}`);
      const { counts } = count({ start: at - minutes, end: at });
      return [String(minutes), { burn: burnRate(counts, budget), alertBurn: alertBurnRate(counts, budget) }];
    }),
  );
}

interface JudgedRule {
  readonly rule: AlertRule;
  readonly judge: (at: Minute) => Verdict;
}

/** The rules of a case, ready to be judged at any evaluation from `from` to `to`. */
function judgedRules(golden: JsonObject, input: CaseInput, [from, to]: readonly [Minute, Minute]): readonly JudgedRule[] {
  const rules = readRules(golden, input);
  const count = caseCounter(input, { start: from - Math.max(0, ...policyWindows(rules)), end: to });
  return rules.map((rule) => {
    const compiled = compileRule(rule, errorBudgetRatio(input.terms), input.scale);
    const countsBefore = (at: Minute, minutes: number): WindowCounts => count({ start: at - minutes, end: at }).counts;
    return { rule, judge: (at) => compiled.condition(countsBefore(at, rule.longMinutes), countsBefore(at, rule.shortMinutes)) };
  });
}

/** Transitions of every rule, one evaluation per minute, or per closing of a slice, from `from` to `to` inclusive. */
export function answerTransitions(golden: JsonObject): Answer {
  const input = readCase(golden);
  const [from, to] = [minuteAt(golden.from, "from"), minuteAt(golden.to, "to")];
  const states = judgedRules(golden, input, [from, to]).map((judged) => ({ ...judged, state: INACTIVE as RuleState }));
  const transitions: Answer[] = [];
  for (let at = from; at <= to; at++) {
    if (evaluationInstant(input.terms, at) !== at) continue;
    for (const judged of states) {
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
  const at = evaluationInstant(input.terms, minuteAt(golden.at, "at"));
  const [first] = judgedRules(golden, input, [at, at]);
  if (first === undefined) throw new RangeError("config.alerts must hold a rule");
  return first.judge(at);
}
