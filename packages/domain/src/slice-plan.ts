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
  /** Stretches of whole slices whose minutes are forgiven and not kept: what was judged counts as good. */
  readonly forgiven: readonly MinuteInterval[];
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
  /**
   * First minute that is kept, the start of a slice; null: all are. Slices before it cannot be judged again: one that is excluded or forgiven
   * as a whole is, one that an adjustment touches in part keeps its stored verdict.
   */
  readonly minutesFrom?: Minute | null;
}

export function planSlices({ slices, interval, adjustments, sloStart, exactly, minutesFrom = null }: SlicePlanInput): SlicePlan {
  const length = slices.minutes;
  const whole = shrunkToSteps(interval, length);
  const effective = effectiveIntervals(whole, adjustments);
  const firstKnown = sloStart === null ? whole.start : Math.min(whole.end, Math.max(whole.start, Math.ceil(sloStart / length) * length));
  const known = firstKnown < whole.end ? [{ start: firstKnown, end: whole.end }] : [];
  const untouched = effective.excluded.length + effective.forgiven.length === 0;
  if (untouched && firstKnown === whole.start && !exactly)
    return { stored: known, judged: [], forgiven: [], beforeStart: 0, adjustments: effective };

  const excluded = effective.excluded.map((one) => shrunkToSteps(one, length));
  const touched = [...effective.excluded, ...effective.forgiven].map((one) => grownToSteps(one, length));
  const rejudged = keptPart(exactly ? known : known.flatMap((stretch) => unionWithin(stretch, touched)), minutesFrom);
  const straddling = keptPart(straddlingSlice({ whole, length, sloStart, excluded: effective.excluded }), minutesFrom);
  const forgiven = forgivenBefore(minutesFrom, { slices, known, forgiven: effective.forgiven });
  const early = without(without([{ start: whole.start, end: firstKnown }], excluded), straddling);
  return {
    stored: without(known, unionOf([...rejudged, ...excluded.filter(isInterval), ...forgiven])),
    judged: without(unionOf([...straddling, ...rejudged]), excluded),
    forgiven,
    beforeStart: minutesIn(early) / length,
    adjustments: effective,
  };
}

const isInterval = ({ start, end }: MinuteInterval): boolean => start < end;

/** What of the stretches lies in minutes that are kept. */
const keptPart = (stretches: readonly MinuteInterval[], minutesFrom: Minute | null): readonly MinuteInterval[] =>
  minutesFrom === null ? stretches : unionWithin({ start: minutesFrom, end: Number.POSITIVE_INFINITY }, stretches);

interface ForgivenInput {
  readonly slices: SliceTerms;
  readonly known: readonly MinuteInterval[];
  readonly forgiven: readonly MinuteInterval[];
}

/** Whole slices of forgiven minutes that are not kept. Where a slice without traffic or data is bad, forgiving may not have made it good. */
function forgivenBefore(minutesFrom: Minute | null, { slices, known, forgiven }: ForgivenInput): readonly MinuteInterval[] {
  if (minutesFrom === null || slices.noTraffic === "bad" || slices.missing === "bad") return [];
  const whole = forgiven.map(({ start, end }) => shrunkToSteps({ start, end: Math.min(end, minutesFrom) }, slices.minutes));
  return known.flatMap((stretch) => unionWithin(stretch, whole));
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

/** What adjustments leave of one slice of a stream whose minutes are these. */
export type RemainingMinutes = (minuteAt: (minute: Minute) => MinuteKnowledge) => readonly MinuteKnowledge[];
/** The verdict on a slice from what is left of it. */
export type JudgeRemaining = (remaining: RemainingMinutes) => SliceVerdict;

/** Judges the slices of a measured stream. */
export const judgeMeasured =
  (slices: SliceTerms, minuteAt: (minute: Minute) => MinuteKnowledge): JudgeRemaining =>
  (remaining) =>
    judgeSlice(slices, remaining(minuteAt));

/** Verdicts on all slices that are judged from minutes. */
export function planVerdicts(plan: SlicePlan, slices: Pick<SliceTerms, "minutes">, judge: JudgeRemaining): readonly SliceVerdict[] {
  return plan.judged.flatMap((stretch) => {
    const verdicts: SliceVerdict[] = [];
    for (let start = stretch.start; start < stretch.end; start += slices.minutes) {
      verdicts.push(judge(remainingOf({ start, end: start + slices.minutes }, plan.adjustments)));
    }
    return verdicts;
  });
}

/** What the adjustments leave of a slice of some stream. */
export const remainingOf =
  (slice: MinuteInterval, adjustments: EffectiveAdjustments): RemainingMinutes =>
  (minuteAt) =>
    remainingMinutes(slice, adjustments, minuteAt);

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
