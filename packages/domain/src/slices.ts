import { compareFractions, divideHalfEven, type Fraction, fraction, ONE, ZERO } from "./fraction.ts";
import { blockEnd, COUNT_SCALE, type Minute, type MinuteBlock, type MissingReason } from "./minute.ts";
import type { SliceTerms } from "./objective-terms.ts";

/** Units per judged slice of `ratio_timeslices`: a ratio is rounded to 10⁻¹² when it is stored. */
export const RATIO_SCALE = 1_000_000_000_000;

/** What is known of one minute of the measured stream; null: missing. Counts are scaled. */
export type MinuteKnowledge = { readonly good: bigint; readonly total: bigint } | null;

/**
 * `judged`: `ratio` is 1 for a good slice and 0 for a bad one, or the slice's own ratio under `ratio_timeslices`. `missing`: not judged
 * because minutes are missing. `left-out`: not judged because all of it is excluded, or it had no traffic and the objective says so.
 */
export type SliceVerdict =
  | { readonly kind: "judged"; readonly ratio: Fraction }
  | { readonly kind: "missing" }
  | { readonly kind: "left-out" };

const GOOD: SliceVerdict = { kind: "judged", ratio: ONE };
const BAD: SliceVerdict = { kind: "judged", ratio: ZERO };
const MISSING: SliceVerdict = { kind: "missing" };
const LEFT_OUT: SliceVerdict = { kind: "left-out" };

/** Verdict on one slice from those of its minutes that are not excluded, forgiven ones with all their events good (slo-math 2). */
export function judgeSlice(terms: SliceTerms, minutes: readonly MinuteKnowledge[]): SliceVerdict {
  if (minutes.length === 0) return LEFT_OUT;
  const known = minutes.filter((minute) => minute !== null);
  if (known.length < minutes.length) {
    if (terms.missing === "good") return GOOD;
    if (terms.missing === "bad") return BAD;
    if (terms.missing === "exclude" || known.length === 0) return MISSING;
  }
  const good = known.reduce((sum, minute) => sum + minute.good, 0n);
  const total = known.reduce((sum, minute) => sum + minute.total, 0n);
  return total === 0n ? withoutTraffic(terms) : byRatio(terms, fraction(good, total));
}

const withoutTraffic = ({ noTraffic }: SliceTerms): SliceVerdict => (noTraffic === "good" ? GOOD : noTraffic === "bad" ? BAD : LEFT_OUT);

function byRatio({ target }: SliceTerms, ratio: Fraction): SliceVerdict {
  if (target === null) return { kind: "judged", ratio };
  return compareFractions(ratio, target) < 0 ? BAD : GOOD;
}

/** Units in which verdicts are stored, per judged slice. */
export const sliceScale = ({ target }: Pick<SliceTerms, "target">): number => (target === null ? RATIO_SCALE : COUNT_SCALE);

/** A judged ratio in whole units of `sliceScale`, halves to even. */
export const storedRatio = (terms: Pick<SliceTerms, "target">, ratio: Fraction): bigint =>
  divideHalfEven(ratio.num * BigInt(sliceScale(terms)), ratio.den);

/** First minute of the slice that holds `minute`. */
export const sliceStart = ({ minutes }: Pick<SliceTerms, "minutes">, minute: Minute): Minute => Math.floor(minute / minutes) * minutes;

export interface SliceMinutesInput {
  readonly terms: SliceTerms;
  /** Measured minutes. What lies before them counts as missing, so begin at the start of a slice unless nothing is known before. */
  readonly block: MinuteBlock;
}

/**
 * The minutes of the slices stream for the minutes of a measured block: known with total 0, except that the last minute of each slice holds
 * its verdict, scaled by `sliceScale`, or is missing for the reason of the slice's first missing minute. A slice that the block does not
 * close has no verdict yet.
 */
export function sliceMinutes({ terms, block }: SliceMinutesInput): MinuteBlock {
  const minutes = block.good.length;
  const good: number[] = new Array(minutes).fill(0);
  const total: number[] = new Array(minutes).fill(0);
  const missing: (MissingReason | null)[] = new Array(minutes).fill(null);
  const end = blockEnd(block);
  for (let start = sliceStart(terms, block.from); start + terms.minutes <= end; start += terms.minutes) {
    const last = start + terms.minutes - 1 - block.from;
    const verdict = judgeSlice(terms, minutesOf(block, start, terms.minutes));
    if (verdict.kind === "missing") missing[last] = firstReason(block, start, terms.minutes);
    if (verdict.kind !== "judged") continue;
    good[last] = Number(storedRatio(terms, verdict.ratio));
    total[last] = sliceScale(terms);
  }
  return { from: block.from, good, total, missing };
}

function minutesOf(block: MinuteBlock, start: Minute, length: number): readonly MinuteKnowledge[] {
  return Array.from({ length }, (_, i) => {
    const index = start + i - block.from;
    if (index < 0 || block.missing[index] !== null) return null;
    return { good: BigInt(block.good[index] ?? 0), total: BigInt(block.total[index] ?? 0) };
  });
}

/** Minutes before the block have not been read. */
function firstReason(block: MinuteBlock, start: Minute, length: number): MissingReason {
  for (let index = Math.max(0, start - block.from); index < start + length - block.from; index++) {
    const reason = block.missing[index];
    if (reason !== null && reason !== undefined) return reason;
  }
  return "not-read";
}
