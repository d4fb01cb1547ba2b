import { evaluationInstant } from "./alert-slices.ts";
import { compareFractions, divideHalfEven, type Fraction, fraction, ZERO } from "./fraction.ts";
import type { CountsOf, JudgedCounts } from "./judged-counts.ts";
import { MINUTES_PER_DAY, type Minute } from "./minute.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";
import { objectivePeriod } from "./period.ts";
import { periodAllowance } from "./period-allowance.ts";
import { makeDraws } from "./seeded-random.ts";
import type { MinuteInterval } from "./window-counts.ts";

export const CHANCE_PATHS = 1000;
export const CHANCE_DAYS = 7;
const HISTORY_DAYS = 28;
/** The newest days count twice: what changed last week is more likely to go on. */
const NEWEST_DAYS = 7;
const NEWEST_WEIGHT = 2;
const LEAST_HISTORY_DAYS = 14;
/** A day of which less is known says too little about what a day is like. */
const LEAST_KNOWN_MINUTES = MINUTES_PER_DAY / 2;

export interface ChanceRequest {
  readonly terms: ObjectiveTerms;
  readonly at: Minute;
}

export interface ChanceInput extends ChanceRequest {
  /** With `at` the seed: the same question gets the same answer. */
  readonly objectiveId: string;
  /** Asked for `chanceIntervals` and for nothing else: 28 days, and what is left of the window after 0 to 7 days. */
  readonly countsOf: CountsOf;
  /** Allowance of a whole calendar period, scaled like the counts; where it is left out, `periodAllowance` without adjustments. */
  readonly allowed?: Fraction;
}

/**
 * What typical weeks would make of the budget: not a confidence interval, since incidents cannot be foreseen. Consumed fractions are those
 * at the end of the horizon; 1 is the whole budget.
 */
export type ExhaustionChance =
  | {
      readonly kind: "drawn";
      readonly paths: number;
      /** Paths on which the budget is overspent now or at the end of one of the days. */
      readonly exhaustedPaths: number;
      readonly median: Fraction;
      /** A tenth of the paths consume this or less; nine tenths consume `high` or less. */
      readonly low: Fraction;
      readonly high: Fraction;
      /** Days of the last 28 that were drawn from. */
      readonly daysDrawnFrom: number;
      /** 7 days, or what is left of a calendar period. */
      readonly horizonMinutes: number;
    }
  | { readonly kind: "too-little-history"; readonly knownDays: number; readonly neededDays: number };

type Sums = Pick<JudgedCounts, "bad" | "mass">;

/** The day that ended `back` days before the last closed slice. */
function dayBack({ terms, at }: ChanceRequest, back: number): MinuteInterval {
  const end = evaluationInstant(terms, at) - back * MINUTES_PER_DAY;
  return { start: end - MINUTES_PER_DAY, end };
}

/** Ends of the days of a path, in minutes after `at`: the last one may be part of a day, where a calendar period ends. */
function pathEnds({ terms, at }: ChanceRequest): readonly number[] {
  const left = terms.window.kind === "rolling" ? Number.POSITIVE_INFINITY : objectivePeriod(terms, at).periodEnd - at;
  const ends = Array.from({ length: CHANCE_DAYS }, (_, day) => Math.min(left, (day + 1) * MINUTES_PER_DAY));
  return [...new Set(ends)].filter((end) => end > 0);
}

/** What is known of the window that ends `after` minutes after `at`; null where nothing is left. */
function leftInterval({ terms, at }: ChanceRequest, after: number): MinuteInterval | null {
  const begin = terms.window.kind === "rolling" ? at - terms.windowMinutes + after : objectivePeriod(terms, at).start;
  const start = Math.max(begin, terms.sloStart ?? Number.NEGATIVE_INFINITY);
  return start < at ? { start, end: at } : null;
}

/** The history a day is drawn from; data before the start of the objective is ignored. */
function historyDays(request: ChanceRequest): readonly MinuteInterval[] {
  const { sloStart } = request.terms;
  const days = Array.from({ length: HISTORY_DAYS }, (_, back) => dayBack(request, back));
  return days.filter(({ start }) => sloStart === null || start >= sloStart);
}

/** What `exhaustionChance` counts: at most 36 intervals. */
export function chanceIntervals(request: ChanceRequest): readonly MinuteInterval[] {
  const left = [0, ...pathEnds(request)].map((after) => leftInterval(request, after));
  return [...left.filter((interval) => interval !== null), ...historyDays(request)];
}

interface TypicalDay extends Sums {
  readonly weight: number;
}

/** Days of which enough is known, as what a whole day would be at the rate of the minutes that count; newest first. */
function typicalDays({ countsOf, ...request }: ChanceInput): readonly TypicalDay[] {
  return historyDays(request).flatMap((interval, back) => {
    const { bad, mass, counted } = countsOf(interval);
    if (counted < LEAST_KNOWN_MINUTES) return [];
    const whole = (units: bigint): bigint => divideHalfEven(units * BigInt(MINUTES_PER_DAY), BigInt(counted));
    return [{ bad: whole(bad), mass: whole(mass), weight: back < NEWEST_DAYS ? NEWEST_WEIGHT : 1 }];
  });
}

/** Draws a day, each as often as its weight says. */
function makeDayDraw(days: readonly TypicalDay[], seed: string): () => Sums {
  const draw = makeDraws(seed);
  const urn = days.flatMap((day) => new Array<TypicalDay>(day.weight).fill(day));
  return () => urn[draw(urn.length)] ?? { bad: 0n, mass: 0n };
}

/** Minutes of day `day` of a path (0 is the first) that lie in the window that ends `after` minutes after `at`. */
function minutesInside({ terms }: ChanceRequest, day: number, after: number): number {
  const begin = terms.window.kind === "rolling" ? after - terms.windowMinutes : Number.NEGATIVE_INFINITY;
  const start = Math.max(begin, day * MINUTES_PER_DAY);
  return Math.max(0, Math.min(after, (day + 1) * MINUTES_PER_DAY) - start);
}

/** All sums are multiplied by 1440, so that parts of a day are whole numbers. */
const PER_DAY = BigInt(MINUTES_PER_DAY);

interface Step {
  /** What is left of the known minutes, times 1440. */
  readonly left: Sums;
  /** Of each day of a path its minutes that count at this step. */
  readonly insideMinutes: readonly bigint[];
}

function stepAt({ countsOf, ...request }: ChanceInput, after: number): Step {
  const interval = leftInterval(request, after);
  const { bad, mass } = interval === null ? { bad: 0n, mass: 0n } : countsOf(interval);
  const days = Array.from({ length: Math.ceil(after / MINUTES_PER_DAY) }, (_, day) => BigInt(minutesInside(request, day, after)));
  return { left: { bad: bad * PER_DAY, mass: mass * PER_DAY }, insideMinutes: days };
}

const sumsAt = ({ left, insideMinutes }: Step, path: readonly Sums[]): Sums => {
  let { bad, mass } = left;
  insideMinutes.forEach((minutes, day) => {
    const drawn = path[day];
    if (drawn === undefined || minutes === 0n) return;
    bad += drawn.bad * minutes;
    mass += drawn.mass * minutes;
  });
  return { bad, mass };
};

/** Consumed part of the budget as [num, den] with den ≥ 0; den 0 while nothing is allowed. */
type Consumed = readonly [bigint, bigint];

/** b × mass of the window itself, or the allowance of the calendar period. */
function makeConsumed(input: ChanceInput): (sums: Sums) => Consumed {
  const { terms, at, countsOf } = input;
  const budget = errorBudgetRatio(terms);
  if (terms.window.kind === "rolling") return ({ bad, mass }) => [bad * budget.den, mass * budget.num];
  const { start } = objectivePeriod(terms, at);
  const mass = start < at ? countsOf({ start, end: at }).mass : 0n;
  const allowed = input.allowed ?? periodAllowance({ terms, at, mass });
  return ({ bad }) => [bad * allowed.den, allowed.num * PER_DAY];
}

const isOverspent = ([num, den]: Consumed): boolean => num > den;
const toShare = ([num, den]: Consumed): Fraction => (den === 0n ? ZERO : fraction(num, den));

/** The value at or below which `tenths` tenths of the sorted values lie. */
const quantile = (sorted: readonly Fraction[], tenths: number): Fraction => sorted[Math.ceil((sorted.length * tenths) / 10) - 1] ?? ZERO;

/**
 * Chance that the budget is gone within 7 days (slo-math 11): 1000 paths of days drawn from the last 28, the newest 7 twice as often, while old
 * days leave a rolling window. Whole numbers decide. Too little history: fewer than 14 days of which at least half is counted.
 */
export function exhaustionChance(input: ChanceInput): ExhaustionChance {
  const days = typicalDays(input);
  if (days.length < LEAST_HISTORY_DAYS) return { kind: "too-little-history", knownDays: days.length, neededDays: LEAST_HISTORY_DAYS };
  const drawDay = makeDayDraw(days, `${input.objectiveId}@${input.at}`);
  const consumed = makeConsumed(input);
  const ends = pathEnds(input);
  const steps = [0, ...ends].map((after) => stepAt(input, after));
  const paths = Array.from({ length: CHANCE_PATHS }, () => {
    const path = ends.map(drawDay);
    return steps.map((step) => consumed(sumsAt(step, path)));
  });
  const outcomes = paths.map((path) => toShare(path.at(-1) ?? [0n, 0n])).sort(compareFractions);
  return {
    kind: "drawn",
    paths: CHANCE_PATHS,
    exhaustedPaths: paths.filter((path) => path.some(isOverspent)).length,
    median: quantile(outcomes, 5),
    low: quantile(outcomes, 1),
    high: quantile(outcomes, 9),
    daysDrawnFrom: days.length,
    horizonMinutes: ends.at(-1) ?? 0,
  };
}
