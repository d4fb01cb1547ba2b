import { addFractions, compareFractions, divideFractions, type Fraction, fraction, parseDecimal } from "../../fraction.ts";
import { COUNT_SCALE, MINUTES_PER_DAY, MINUTES_PER_HOUR } from "../../minute.ts";
import type { MinuteInterval, WindowCounts } from "../../window-counts.ts";
import { raisedMinutes } from "../condition-share.ts";
import type { NoTrafficCondition } from "../policy-definition.ts";
import { type ConditionStep, type ConditionSubject, done, missingOf, type ReadSoFar, readOf } from "./condition-reading.ts";

const WEEK_MINUTES = 7 * MINUTES_PER_DAY;
const WEEKS = [1, 2, 3, 4] as const;
/** Of the four weeks. */
const LEAST_WEEKS = 2;
/** Of an hour. */
const LEAST_KNOWN_MINUTES = MINUTES_PER_HOUR / 2;
/** How far back the longest look goes: the beginning of an hour four weeks ago. */
export const USUAL_TRAFFIC_MINUTES = WEEKS.length * WEEK_MINUTES + MINUTES_PER_HOUR;

/** The minutes that must have been without an event, raised to whole slices. */
export const silentInterval = ({ forMinutes }: NoTrafficCondition, { at, terms }: ConditionSubject): MinuteInterval => ({
  start: at - raisedMinutes(forMinutes, terms),
  end: at,
});

/** The clock hour (UTC) of the newest closed minute, one to four weeks earlier. */
function hoursBefore({ at }: ConditionSubject): readonly MinuteInterval[] {
  const hour = Math.floor((at - 1) / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;
  return WEEKS.map((weeks) => ({ start: hour - weeks * WEEK_MINUTES, end: hour - weeks * WEEK_MINUTES + MINUTES_PER_HOUR }));
}

function median(values: readonly Fraction[]): Fraction | null {
  const sorted = values.toSorted(compareFractions);
  const [below, above] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (below === undefined || above === undefined) return null;
  return divideFractions(addFractions(below, above), fraction(2n));
}

/**
 * Median of the weeks' events per known minute in the same hour; of an even number the mean of the two in the middle. A week counts when at
 * least half of its hour is known; null with fewer than two such weeks.
 */
export function usualTraffic(weeks: readonly Pick<WindowCounts, "total" | "counted">[]): Fraction | null {
  const known = weeks.filter(({ counted }) => counted >= LEAST_KNOWN_MINUTES);
  if (known.length < LEAST_WEEKS) return null;
  return median(known.map(({ total, counted }) => fraction(total, BigInt(counted) * BigInt(COUNT_SCALE))));
}

/**
 * Not one event in the last minutes, all of them known, where there usually are some (slo-math 2). It is about events of the measured stream,
 * whatever the method. Over with the first event; holds where none are usual: that the quiet hours have begun does not bring traffic back.
 */
export function stepNoTraffic(condition: NoTrafficCondition, subject: ConditionSubject, read: ReadSoFar): ConditionStep {
  const silent = silentInterval(condition, subject);
  const lacking = missingOf(read, { events: [silent] });
  if (lacking !== null) return lacking;
  const limit = fraction(BigInt(silent.end - silent.start));
  const { total, counted, minutes } = readOf(read.events, silent);
  const value = counted === 0 ? null : fraction(total, BigInt(COUNT_SCALE));
  if (total > 0n) return done({ verdict: false, value, limit });
  if (counted < minutes) return done({ verdict: null, value, limit });
  const hours = hoursBefore(subject);
  const history = missingOf(read, { events: hours });
  if (history !== null) return history;
  const usual = usualTraffic(hours.map((hour) => readOf(read.events, hour)));
  const isUsual = usual !== null && compareFractions(usual, parseDecimal(condition.leastPerMinute)) >= 0;
  return done({ verdict: isUsual ? true : null, value, limit, usual });
}
