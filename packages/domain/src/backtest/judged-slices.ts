import { divideHalfEven } from "../fraction.ts";
import type { Minute } from "../minute.ts";
import type { SliceTerms } from "../objective-terms.ts";
import { judgeSlice, type MinuteKnowledge, type SliceVerdict, sliceScale, storedRatio } from "../slices.ts";
import type { AdjustedMinutes } from "./adjusted-minutes.ts";

/** Verdicts on the slices of adjusted minutes. Arrays are as long as the minutes; a slice is judged in its last minute. */
export interface JudgedSlices {
  /** Scaled by `sliceScale`; `total` is 0 where no slice that was judged ends. */
  readonly good: Float64Array;
  readonly total: Float64Array;
  /** 1 in the last minute of a slice that could not be judged because minutes are missing. */
  readonly unjudged: Uint8Array;
}

interface Slice {
  readonly minutes: AdjustedMinutes;
  /** Index of its first minute. */
  readonly first: number;
  readonly terms: SliceTerms;
  readonly sloStart: Minute | null;
}

/** Judges every slice that lies wholly inside the minutes, which begin at the start of a slice, as `countInterval` would. */
export function judgedSlices(minutes: AdjustedMinutes, { terms, sloStart }: Pick<Slice, "terms" | "sloStart">): JudgedSlices {
  const length = minutes.end - minutes.start;
  const slices = { good: new Float64Array(length), total: new Float64Array(length), unjudged: new Uint8Array(length) };
  const scale = sliceScale(terms);
  for (let first = 0; first + terms.minutes <= length; first += terms.minutes) {
    const units = verdictUnits({ minutes, first, terms, sloStart });
    const last = first + terms.minutes - 1;
    if (units === "missing") slices.unjudged[last] = 1;
    if (typeof units !== "number") continue;
    slices.good[last] = units;
    slices.total[last] = scale;
  }
  return slices;
}

type VerdictUnits = number | "missing" | "left-out";

/**
 * Good units of a slice that is judged. What no store ever covered is not judged, unless an adjustment touches it, and what lies before the
 * start of the objective is missing whatever the policy for missing minutes says.
 */
function verdictUnits(slice: Slice): VerdictUnits {
  const { minutes, first, terms, sloStart } = slice;
  const end = first + terms.minutes;
  if (!holds(minutes.counted, 0, first, end)) return fullSlice(slice);
  if (sloStart !== null && beginsBefore(slice, sloStart)) return "missing";
  const start = minutes.start + first;
  const covered = start >= minutes.coverage.start && start + terms.minutes <= minutes.coverage.end;
  if (!covered && !holds(minutes.touched, 1, first, end)) return "missing";
  return unitsOf(judgeSlice(terms, remaining(slice)), terms);
}

function holds(flags: Uint8Array, flag: 0 | 1, first: number, end: number): boolean {
  for (let index = first; index < end; index++) if (flags[index] === flag) return true;
  return false;
}

const unitsOf = (verdict: SliceVerdict, terms: SliceTerms): VerdictUnits =>
  verdict.kind === "judged" ? Number(storedRatio(terms, verdict.ratio)) : verdict.kind;

/** Whether a minute that is not excluded lies before the start of the objective. */
function beginsBefore({ minutes, first, terms }: Slice, sloStart: Minute): boolean {
  const end = Math.min(first + terms.minutes, sloStart - minutes.start);
  for (let index = first; index < end; index++) if (minutes.excluded[index] === 0) return true;
  return false;
}

function remaining({ minutes, first, terms }: Slice): readonly MinuteKnowledge[] {
  const known: MinuteKnowledge[] = [];
  for (let index = first; index < first + terms.minutes; index++) {
    if (minutes.excluded[index] === 1) continue;
    const counts = { good: BigInt(minutes.good[index] ?? 0), total: BigInt(minutes.total[index] ?? 0) };
    known.push(minutes.counted[index] === 1 ? counts : null);
  }
  return known;
}

/** A slice of which every minute counts: most of them, hence without a fraction where doubles hold all that is needed. */
function fullSlice(slice: Slice): VerdictUnits {
  const { minutes, first, terms } = slice;
  let [good, total] = [0, 0];
  for (let index = first; index < first + terms.minutes; index++) {
    good += minutes.good[index] ?? 0;
    total += minutes.total[index] ?? 0;
  }
  if (total === 0 || total > Number.MAX_SAFE_INTEGER) return unitsOf(judgeSlice(terms, remaining(slice)), terms);
  const scale = sliceScale(terms);
  if (good === total) return scale;
  if (terms.target === null) return Number(divideHalfEven(BigInt(good) * BigInt(scale), BigInt(total)));
  const [left, right] = [good * Number(terms.target.den), total * Number(terms.target.num)];
  if (left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER) return left < right ? 0 : scale;
  return BigInt(good) * terms.target.den < BigInt(total) * terms.target.num ? 0 : scale;
}
