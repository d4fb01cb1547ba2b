import { type Adjustment, MINUTE_MS, type Minute, type ObjectiveTerms, type SliceTerms } from "../../src/index.ts";
import type { NaiveMinute, NaiveMinutes, Ratio } from "./naive-minutes.ts";

/**
 * What an objective of any method and window means, minute by minute and slice by slice (slo-math 2 to 6). Nothing is shared with the engine but
 * its types: no running totals, no union of intervals, no reduced fractions, no arithmetic on the calendar.
 */
export interface NaiveObjective {
  readonly terms: ObjectiveTerms;
  readonly minutes: NaiveMinutes;
  readonly adjustments: readonly Adjustment[];
}

type State = "excluded" | NaiveMinute;

const covered = (adjustments: readonly Adjustment[], mode: Adjustment["mode"], minute: Minute): boolean =>
  adjustments.some((a) => a.mode === mode && a.from <= minute && minute < a.to);

/** What a minute counts as; minutes before the start of the objective are missing. */
function stateOf({ terms, minutes, adjustments }: NaiveObjective, minute: Minute): State {
  if (covered(adjustments, "exclude", minute)) return "excluded";
  const known = minutes.get(minute) ?? null;
  if (known === null || (terms.sloStart !== null && minute < terms.sloStart)) return null;
  return covered(adjustments, "forgive", minute) ? { good: known.total, total: known.total } : known;
}

export interface NaiveTally {
  readonly coverage: { minutes: number; counted: number; missing: number; excluded: number; noTraffic: number };
  good: bigint;
  total: bigint;
  /** What the method judges, in slices, or for occurrences in scaled events. */
  bad: Ratio;
  mass: bigint;
  /** Slices that could not be judged because minutes are missing. */
  unjudged: number;
}

const added = ([a, b]: Ratio, [c, d]: Ratio): Ratio => (b === d ? [a + c, b] : [a * d + c * b, b * d]);

/** Counts of [start, end). */
export function tallyNaively(objective: NaiveObjective, start: Minute, end: Minute): NaiveTally {
  const coverage = { minutes: end - start, counted: 0, missing: 0, excluded: 0, noTraffic: 0 };
  const tally: NaiveTally = { coverage, good: 0n, total: 0n, bad: [0n, 1n], mass: 0n, unjudged: 0 };
  for (let minute = start; minute < end; minute++) {
    const state = stateOf(objective, minute);
    if (state === "excluded") coverage.excluded++;
    else if (state === null) coverage.missing++;
    else {
      coverage.counted++;
      coverage.noTraffic += state.total === 0n ? 1 : 0;
      tally.good += state.good;
      tally.total += state.total;
    }
  }
  const { slices } = objective.terms;
  if (slices === null) return { ...tally, bad: [tally.total - tally.good, 1n], mass: tally.total };
  for (let first = start; first + slices.minutes <= end; first++) {
    if (first % slices.minutes === 0) addSlice(tally, objective, slices, first);
  }
  return tally;
}

function addSlice(tally: NaiveTally, objective: NaiveObjective, slices: SliceTerms, first: Minute): void {
  const verdict = verdictNaively(objective, slices, first);
  if (verdict === "unknown") tally.unjudged++;
  if (typeof verdict === "string") return;
  tally.mass += 1n;
  tally.bad = added(tally.bad, [verdict[1] - verdict[0], verdict[1]]);
}

/** Share of the slice that is good; `unknown`: minutes are missing; `skipped`: nothing to judge. */
function verdictNaively(objective: NaiveObjective, slices: SliceTerms, first: Minute): Ratio | "unknown" | "skipped" {
  const minutes = Array.from({ length: slices.minutes }, (_, i) => first + i);
  const left = minutes.filter((minute) => stateOf(objective, minute) !== "excluded");
  if (left.length === 0) return "skipped";
  const { sloStart } = objective.terms;
  if (sloStart !== null && left.some((minute) => minute < sloStart)) return "unknown";
  const known = left.map((minute) => stateOf(objective, minute)).filter((state) => state !== null && state !== "excluded");
  if (known.length < left.length) {
    if (slices.missing === "good") return [1n, 1n];
    if (slices.missing === "bad") return [0n, 1n];
    if (slices.missing === "exclude" || known.length === 0) return "unknown";
  }
  let [good, total] = [0n, 0n];
  for (const state of known) [good, total] = [good + state.good, total + state.total];
  if (total === 0n) return slices.noTraffic === "exclude" ? "skipped" : [slices.noTraffic === "good" ? 1n : 0n, 1n];
  if (slices.target === null) return [good, total];
  return [good * slices.target.den < slices.target.num * total ? 0n : 1n, 1n];
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const localDates = new Map<string, string>();

/** Local date of a minute, read off the clock. */
function localDate(zone: string, minute: Minute): string {
  const key = `${zone} ${minute}`;
  const known = localDates.get(key);
  if (known !== undefined) return known;
  const formatter = formatters.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
  formatters.set(zone, formatter);
  const date = formatter.format(minute * MINUTE_MS);
  localDates.set(key, date);
  return date;
}

/** Name of the calendar day, or of the week from Monday on, that a minute belongs to. */
function unitName({ window }: ObjectiveTerms, minute: Minute): string {
  if (window.kind === "rolling") return "";
  const date = localDate(window.zone, minute);
  if (window.unit === "day") return date;
  const monday = new Date(`${date}T00:00Z`);
  while (monday.getUTCDay() !== 1) monday.setUTCDate(monday.getUTCDate() - 1);
  return monday.toISOString();
}

const units = new Map<string, readonly [Minute, Minute]>();

function calendarUnit(terms: ObjectiveTerms, minute: Minute): readonly [Minute, Minute] {
  const name = unitName(terms, minute);
  const key = JSON.stringify([terms.window, name]);
  const known = units.get(key);
  if (known !== undefined) return known;
  let [start, end] = [minute, minute + 1];
  while (unitName(terms, start - 1) === name) start--;
  while (unitName(terms, end) === name) end++;
  units.set(key, [start, end]);
  return [start, end];
}

export interface NaivePeriod {
  readonly periodStart: Minute;
  readonly periodEnd: Minute;
  readonly start: Minute;
}

/** The window that holds the last closed minute, and where the counting begins. */
export function periodNaively(terms: ObjectiveTerms, at: Minute): NaivePeriod {
  const [periodStart, periodEnd] = terms.window.kind === "rolling" ? [at - terms.window.minutes, at] : calendarUnit(terms, at - 1);
  let start = periodStart;
  while (terms.sloStart !== null && start < terms.sloStart && start < at) start++;
  return { periodStart, periodEnd, start };
}

/** Slices of the period that end after `at` and are not excluded minute by minute. */
export function openSlicesNaively({ terms, adjustments }: NaiveObjective, { periodStart, periodEnd }: NaivePeriod, at: Minute): bigint {
  if (terms.slices === null) return 0n;
  const length = terms.slices.minutes;
  let open = 0n;
  for (let first = periodStart; first + length <= periodEnd; first++) {
    if (first % length !== 0 || first + length <= at || (terms.sloStart !== null && first < terms.sloStart)) continue;
    const minutes = Array.from({ length }, (_, i) => first + i);
    if (minutes.some((minute) => !covered(adjustments, "exclude", minute))) open++;
  }
  return open;
}
