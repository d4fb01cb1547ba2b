import {
  type AlertPolicyDefinition,
  COUNT_SCALE,
  type CompiledRule,
  compileRule,
  definitionTerms,
  errorBudgetRatio,
  evaluationInstant,
  type Fraction,
  type Minute,
  type MinuteInterval,
  NO_DATA_AFTER_MINUTES,
  type ObjectivePeriod,
  type ObjectiveTerms,
  objectivePeriod,
  policyWindows,
  type ResolvedCondition,
  resolvePolicy,
  rulesForMethod,
  type TermsDefinition,
} from "@solvent/domain";

export const HOUR_MINUTES = 60;
export const DAY_MINUTES = 1440;
/** The burn rates of the objective page. */
const SHOWN_BURN_MINUTES = [5, HOUR_MINUTES, 6 * HOUR_MINUTES, DAY_MINUTES, 3 * DAY_MINUTES] as const;

/** What an objective is counted over at a watermark. */
export interface ObjectiveWindows {
  readonly period: ObjectivePeriod;
  /** Where burn rates end: the watermark, or the last closing of a slice. */
  readonly evaluatedAt: Minute;
  /** The last 24 h, as far as they are in the period. */
  readonly lastDay: MinuteInterval;
  /** The minutes that decide whether there is data: none before the start of the objective. */
  readonly newest: MinuteInterval;
  /** All of them, and the windows of burn rates. */
  readonly intervals: readonly MinuteInterval[];
  /** Adjustments outside of it change nothing. A calendar period is planned to its end. */
  readonly range: MinuteInterval;
}

/** What follows from the terms of an objective and the policies that it is attached to. */
export interface ObjectivePlan {
  readonly terms: ObjectiveTerms;
  /** 1 - target. */
  readonly budget: Fraction;
  /** As the method evaluates them. */
  readonly rules: readonly CompiledRule[];
  /** What it is alerted by beside the rules. */
  readonly conditions: readonly ResolvedCondition[];
  /** Lengths of the burn windows of the objective page, raised to whole slices. Ascending, without duplicates. */
  readonly burnMinutes: readonly number[];
  windowsAt(watermark: Minute): ObjectiveWindows;
}

/** What the budget of an objective counts. */
export const unitOf = ({ method }: Pick<ObjectiveTerms, "method">): "events" | "slices" => (method === "occurrences" ? "events" : "slices");

/** Minutes of a slice; 1 where every minute counts by itself. */
export const sliceLength = ({ slices }: Pick<ObjectiveTerms, "slices">): number => slices?.minutes ?? 1;

/** A burn window of at least `minutes` that holds whole slices. */
export const raisedToSlices = (terms: Pick<ObjectiveTerms, "slices">, minutes: number): number =>
  Math.ceil(minutes / sliceLength(terms)) * sliceLength(terms);

/** Lengths of burn windows, each once. */
export const burnLengthsOf = (terms: Pick<ObjectiveTerms, "slices">, lengths: readonly number[]): readonly number[] => [
  ...new Set(lengths.map((minutes) => raisedToSlices(terms, minutes))),
];

/** The last `minutes` minutes that a burn rate is about. */
export const burnWindow = ({ evaluatedAt }: Pick<ObjectiveWindows, "evaluatedAt">, minutes: number): MinuteInterval => ({
  start: evaluatedAt - minutes,
  end: evaluatedAt,
});

function windowsOf(terms: ObjectiveTerms, burnLengths: readonly number[], watermark: Minute): ObjectiveWindows {
  const period = objectivePeriod(terms, watermark);
  const evaluatedAt = evaluationInstant(terms, watermark);
  const lastDay = { start: Math.max(period.start, period.end - DAY_MINUTES), end: period.end };
  const newest = { start: Math.min(watermark, Math.max(watermark - NO_DATA_AFTER_MINUTES, terms.sloStart ?? 0)), end: watermark };
  const burns = burnLengths.map((minutes) => burnWindow({ evaluatedAt }, minutes));
  const intervals = [{ start: period.start, end: period.end }, lastDay, newest, ...burns];
  const first = Math.min(...intervals.map(({ start }) => start));
  return { period, evaluatedAt, lastDay, newest, intervals, range: { start: first, end: period.periodEnd } };
}

/** Of a composite nothing is known before a slice closes: the newest minutes are those before the last closing. */
export function beforeClosing(windows: ObjectiveWindows, { sloStart }: Pick<ObjectiveTerms, "sloStart">): ObjectiveWindows {
  const end = windows.evaluatedAt;
  const newest = { start: Math.min(end, Math.max(end - NO_DATA_AFTER_MINUTES, sloStart ?? 0)), end };
  return withIntervals({ ...windows, newest }, [newest]);
}

/** The same windows with other intervals to be counted as well. */
export function withIntervals(windows: ObjectiveWindows, others: readonly MinuteInterval[]): ObjectiveWindows {
  const start = Math.min(windows.range.start, ...others.map((interval) => interval.start));
  return { ...windows, intervals: [...windows.intervals, ...others], range: { ...windows.range, start } };
}

/** Sources are read to different minutes: their watermarks take turns. */
const REMEMBERED_WATERMARKS = 32;

interface PlannedEntry {
  readonly terms: TermsDefinition;
  readonly policies: readonly AlertPolicyDefinition[];
}

function makePlan({ terms: definition, policies }: PlannedEntry): ObjectivePlan {
  const terms = definitionTerms(definition);
  const budget = errorBudgetRatio(terms);
  const resolved = resolvePolicy(policies, terms);
  const rules = rulesForMethod(resolved.rules, terms);
  const burnMinutes = burnLengthsOf(terms, SHOWN_BURN_MINUTES);
  const burnLengths = [...new Set([...burnMinutes, ...policyWindows(rules)])];
  const made = new Map<Minute, ObjectiveWindows>();
  return {
    terms,
    budget,
    rules: rules.map((rule) => compileRule(rule, budget, COUNT_SCALE)),
    conditions: resolved.conditions,
    burnMinutes,
    windowsAt(watermark) {
      const windows = made.get(watermark) ?? windowsOf(terms, burnLengths, watermark);
      if (made.size >= REMEMBERED_WATERMARKS) made.clear();
      made.set(watermark, windows);
      return windows;
    },
  };
}

/** Plans depend on terms and policies only, and a company uses few of them: one is made for each pair of objects that hold them. */
export function makePlanner(): (entry: PlannedEntry) => ObjectivePlan {
  const byTerms = new WeakMap<TermsDefinition, WeakMap<readonly AlertPolicyDefinition[], ObjectivePlan>>();
  return (entry) => {
    const plans = byTerms.get(entry.terms) ?? new WeakMap<readonly AlertPolicyDefinition[], ObjectivePlan>();
    byTerms.set(entry.terms, plans);
    const plan = plans.get(entry.policies) ?? makePlan(entry);
    plans.set(entry.policies, plan);
    return plan;
  };
}
