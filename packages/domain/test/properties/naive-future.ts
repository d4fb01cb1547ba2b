import type { Fraction, JudgedCounts, Minute, MinuteInterval, ObjectiveTerms } from "../../src/index.ts";

/** What is known of one minute; null: missing. */
export type FutureMinute = { readonly bad: number; readonly total: number } | null;

/** Minutes from `start` on, and what is judged bad for a whole slice. */
export interface NaiveHistory {
  readonly start: Minute;
  readonly minutes: readonly FutureMinute[];
}

const minuteAt = ({ start, minutes }: NaiveHistory, minute: Minute): FutureMinute => minutes[minute - start] ?? null;

/** Counts of an interval, minute by minute, or slice by slice: a slice with a missing minute is not judged, one with a bad event is bad. */
export function countFutureNaively(history: NaiveHistory, { start, end }: MinuteInterval, sliceMinutes: number | null): JudgedCounts {
  let [bad, mass, counted, unjudged] = [0n, 0n, 0, 0];
  for (let minute = start; minute < end; minute++) {
    const known = minuteAt(history, minute);
    if (known === null) continue;
    counted++;
    if (sliceMinutes !== null) continue;
    bad += BigInt(known.bad);
    mass += BigInt(known.total);
  }
  for (let first = start; sliceMinutes !== null && first + sliceMinutes <= end; first++) {
    if (first % sliceMinutes !== 0) continue;
    const slice = Array.from({ length: sliceMinutes }, (_, i) => minuteAt(history, first + i));
    if (slice.includes(null)) unjudged++;
    else {
      mass += 1000n;
      bad += slice.some((minute) => (minute?.bad ?? 0) > 0) ? 1000n : 0n;
    }
  }
  return { bad, mass, counted, unjudged };
}

export interface NaiveFuture {
  readonly history: NaiveHistory;
  readonly terms: ObjectiveTerms;
  readonly at: Minute;
  readonly budget: Fraction;
  /** New counts per minute as counts of `per` minutes. */
  readonly rate: { readonly bad: bigint; readonly mass: bigint; readonly per: bigint };
}

/** Whether bad > b × mass in the window that ends t minutes after `at`, with nothing carried over from one t to the next. */
export function overspentNaively({ history, terms, at, budget, rate }: NaiveFuture, t: number): boolean {
  const start = Math.max(at + t - terms.windowMinutes, terms.sloStart ?? Number.NEGATIVE_INFINITY);
  const left = countFutureNaively(history, { start, end: Math.max(start, at) }, terms.slices?.minutes ?? null);
  const bad = left.bad * rate.per + rate.bad * BigInt(t);
  const mass = left.mass * rate.per + rate.mass * BigInt(t);
  return bad * budget.den > budget.num * mass;
}
