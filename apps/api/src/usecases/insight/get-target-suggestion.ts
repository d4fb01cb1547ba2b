import type { TargetSuggestion } from "@solvent/api-contract";
import {
  COUNT_SCALE,
  type DayCounts,
  evaluationInstant,
  type Fraction,
  floorDivide,
  fraction,
  type LowTrafficReport,
  lowTrafficReport,
  MINUTES_PER_DAY,
  type Minute,
  type MinuteInterval,
  massScale,
  multiplyFractions,
  resolvePolicy,
  rulesForMethod,
  suggestTarget,
  ZERO,
} from "@solvent/domain";
import type { AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import type { CountedMinutes } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import { toCount, toFigure } from "../status/figures.ts";
import type { ObjectiveDirectory } from "../status/objective-directory.ts";
import { makePlanner, unitOf } from "../status/objective-plan.ts";
import { findEntry, type InsightSubject } from "./insight-range.ts";
import { suggestionSentence, trafficWarnings } from "./suggestion-words.ts";

export interface GetTargetSuggestionDeps {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly minutes: CountedMinutes;
  readonly adjustments: AppliedAdjustments;
}

/** As much history as is looked at; a longer window still gets a month of windows. */
const HISTORY_DAYS = 100;
const LEAST_WINDOWS = 30;
/** Traffic to expect is that of the last so many days. */
const TRAFFIC_DAYS = 30;

interface CountedDay extends DayCounts {
  readonly countedMinutes: number;
  /** At least half of what is not excluded. */
  readonly known: boolean;
}

const windowDaysOf = ({ plan }: InsightSubject): number => Math.max(1, Math.ceil(plan.terms.windowMinutes / MINUTES_PER_DAY));

/** Whole days up to the last closed slice, oldest first, as far as history and the objective go back. */
function daysOf(subject: InsightSubject): readonly MinuteInterval[] {
  const { entry, plan } = subject;
  const end = evaluationInstant(plan.terms, entry.watermark);
  const first: Minute = Math.max(entry.firstMinute, plan.terms.sloStart ?? entry.firstMinute);
  const most = Math.max(HISTORY_DAYS, windowDaysOf(subject) + LEAST_WINDOWS);
  const count = Math.max(0, Math.min(most, Math.floor((end - first) / MINUTES_PER_DAY)));
  return Array.from({ length: count }, (_, index) => {
    const start = end - (count - index) * MINUTES_PER_DAY;
    return { start, end: start + MINUTES_PER_DAY };
  });
}

async function countDays(
  deps: GetTargetSuggestionDeps,
  { entry, plan }: InsightSubject,
  days: readonly MinuteInterval[],
): Promise<readonly CountedDay[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const found = await deps.adjustments.within({ start: first.start, end: last.end }, [entry.id]);
  const [countsIn] = await readCounts(deps.minutes, [
    {
      streamId: entry.streamId,
      slicesStreamId: entry.slicesStream?.streamId ?? null,
      terms: plan.terms,
      adjustments: found.get(entry.id) ?? [],
      intervals: days,
    },
  ]);
  if (countsIn === undefined) throw new RangeError("the request was not answered");
  return days.map((day) => {
    const { bad, mass, counted, minutes, excluded } = countsIn(day);
    return { good: mass - bad, total: mass, countedMinutes: counted, known: 2 * counted >= minutes - excluded };
  });
}

/** Events or slices to expect in one window: those of the last 30 days at the rate of the minutes that count. */
function expected({ plan }: InsightSubject, days: readonly CountedDay[]): Fraction {
  const newest = days.slice(-TRAFFIC_DAYS);
  const total = newest.reduce((sum, day) => sum + day.total, 0n);
  const counted = newest.reduce((sum, day) => sum + day.countedMinutes, 0);
  if (counted === 0) return ZERO;
  return fraction(total * BigInt(plan.terms.windowMinutes), BigInt(counted) * BigInt(massScale(plan.terms)));
}

function toTraffic({ plan }: InsightSubject, report: LowTrafficReport): TargetSuggestion["traffic"] {
  const { events, allowedBad, fastestPage } = report;
  const scaled = multiplyFractions(events, fraction(BigInt(COUNT_SCALE)));
  return {
    events: toCount((floorDivide(scaled.num, scaled.den) / BigInt(COUNT_SCALE)) * BigInt(COUNT_SCALE)),
    allowedBad: toFigure(allowedBad),
    fastestPage:
      fastestPage === null
        ? null
        : {
            rule: fastestPage.rule.name,
            badEvents: toFigure(fastestPage.badEvents),
            detectionMinutes: toFigure(fastestPage.detectionMinutes),
          },
    warnings: trafficWarnings(report, unitOf(plan.terms)),
  };
}

/**
 * The target that history met and traffic can tell apart, from daily sums of up to 100 days, adjusted; with what so much traffic means for the
 * objective as it is. Throws `objective.not-found`.
 */
export const makeGetTargetSuggestion = (deps: GetTargetSuggestionDeps) => {
  const planner = makePlanner();
  return async (name: string): Promise<TargetSuggestion> => {
    const entry = await findEntry(deps.directory, name);
    const subject = { entry, plan: planner(entry) };
    const { terms } = subject.plan;
    const windowDays = windowDaysOf(subject);
    const counted = await countDays(deps, subject, daysOf(subject));
    const days = counted.map((day) => (day.known ? day : null));
    const suggestion = suggestTarget({ days, windowDays, scale: massScale(terms) });
    const { rules } = resolvePolicy(entry.policies, terms);
    const report = lowTrafficReport({ events: expected(subject, counted), terms, rules: rulesForMethod(rules, terms) });
    const knownDays = days.filter((day) => day !== null).length;
    return {
      objective: entry.name,
      suggested: suggestion.target,
      achieved: suggestion.achieved,
      resolvable: suggestion.resolvable,
      windows: suggestion.windows,
      days: knownDays,
      sentence: suggestionSentence(suggestion, { days: knownDays, windowDays, unit: unitOf(terms) }),
      traffic: toTraffic(subject, report),
    };
  };
};
