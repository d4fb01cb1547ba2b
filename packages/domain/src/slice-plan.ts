import { type Adjustment, type EffectiveAdjustments, effectiveIntervals } from "./adjustment.ts";
import type { Minute } from "./minute.ts";
import { coversMinute, grownToSteps, minutesIn, shrunkToSteps, unionOf, unionWithin, without } from "./minute-intervals.ts";
import type { SliceTerms } from "./objective-terms.ts";
import { judgeSlice, type MinuteKnowledge, type SliceVerdict, sliceStart } from "./slices.ts";
import type { MinuteInterval } from "./window-counts.ts";

/** How the slices wholly inside an interval are counted: each is in exactly one of these, or excluded as a whole. */
export interface SlicePlan {
  /** Stretches of whole slices whose stored verdicts hold. */
  readonly stored: readonly MinuteInterval[];
  /** Stretches of whole slices that are judged from minutes. */
  readonly judged: readonly MinuteInterval[];
  /** Slices with a minute before the start of the objective that is not excluded: nothing of them is known. */
  readonly beforeStart: number;
  readonly adjustments: EffectiveAdjustments;
}

export interface SlicePlanInput {
  readonly slices: SliceTerms;
  readonly interval: MinuteInterval;
  readonly adjustments: readonly Adjustment[];
  /** Minutes before it count as missing, whatever the policy for missing minutes says; null: all minutes count. */
  readonly sloStart: Minute | null;
  /** Judge every slice from minutes, not only those that an adjustment touches. */
  readonly exactly: boolean;
}

export function planSlices({ slices, interval, adjustments, sloStart, exactly }: SlicePlanInput): SlicePlan {
  const length = slices.minutes;
  const whole = shrunkToSteps(interval, length);
  const effective = effectiveIntervals(whole, adjustments);
  const firstKnown = sloStart === null ? whole.start : Math.min(whole.end, Math.max(whole.start, Math.ceil(sloStart / length) * length));
  const known = firstKnown < whole.end ? [{ start: firstKnown, end: whole.end }] : [];
  const untouched = effective.excluded.length + effective.forgiven.length === 0;
  if (untouched && firstKnown === whole.start && !exactly) return { stored: known, judged: [], beforeStart: 0, adjustments: effective };

  const excluded = effective.excluded.map((one) => shrunkToSteps(one, length));
  const touched = [...effective.excluded, ...effective.forgiven].map((one) => grownToSteps(one, length));
  const rejudged = exactly ? known : known.flatMap((stretch) => unionWithin(stretch, touched));
  const straddling = straddlingSlice({ whole, length, sloStart, excluded: effective.excluded });
  const early = without(without([{ start: whole.start, end: firstKnown }], excluded), straddling);
  return {
    stored: without(known, rejudged),
    judged: without(unionOf([...straddling, ...rejudged]), excluded),
    beforeStart: minutesIn(early) / length,
    adjustments: effective,
  };
}

interface StraddleInput {
  readonly whole: MinuteInterval;
  readonly length: number;
  readonly sloStart: Minute | null;
  readonly excluded: readonly MinuteInterval[];
}

/** The slice around the start of the objective, if all of its minutes before that are excluded: it is judged by the others. */
function straddlingSlice({ whole, length, sloStart, excluded }: StraddleInput): readonly MinuteInterval[] {
  if (sloStart === null || sloStart % length === 0) return [];
  const start = Math.floor(sloStart / length) * length;
  if (start < whole.start || start + length > whole.end) return [];
  return without([{ start, end: sloStart }], excluded).length === 0 ? [{ start, end: start + length }] : [];
}

/** Verdicts on all slices that are judged from minutes. */
export function planVerdicts(plan: SlicePlan, slices: SliceTerms, minuteAt: (minute: Minute) => MinuteKnowledge): readonly SliceVerdict[] {
  return plan.judged.flatMap((stretch) => {
    const verdicts: SliceVerdict[] = [];
    for (let start = stretch.start; start < stretch.end; start += slices.minutes) {
      verdicts.push(judgeSlice(slices, remainingMinutes({ start, end: start + slices.minutes }, plan.adjustments, minuteAt)));
    }
    return verdicts;
  });
}

function remainingMinutes(
  slice: MinuteInterval,
  { excluded, forgiven }: EffectiveAdjustments,
  minuteAt: (minute: Minute) => MinuteKnowledge,
): readonly MinuteKnowledge[] {
  const minutes: MinuteKnowledge[] = [];
  for (let minute = slice.start; minute < slice.end; minute++) {
    if (coversMinute(excluded, minute)) continue;
    const counts = minuteAt(minute);
    minutes.push(counts !== null && coversMinute(forgiven, minute) ? { good: counts.total, total: counts.total } : counts);
  }
  return minutes;
}

export interface OpenSlicesInput {
  readonly slices: SliceTerms;
  /** The part of the period that the objective exists in. */
  readonly interval: MinuteInterval;
  readonly at: Minute;
  readonly adjustments: readonly Adjustment[];
}

/** Slices wholly inside the interval that are not closed at `at` and not excluded as a whole. */
export function openSlices({ slices, interval, at, adjustments }: OpenSlicesInput): number {
  const open = shrunkToSteps({ start: Math.max(interval.start, sliceStart(slices, at)), end: interval.end }, slices.minutes);
  const excluded = effectiveIntervals(open, adjustments).excluded.map((one) => shrunkToSteps(one, slices.minutes));
  return (open.end - open.start - minutesIn(excluded)) / slices.minutes;
}
