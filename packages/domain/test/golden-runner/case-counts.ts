import {
  type CountRequest,
  type CountSources,
  countExactly,
  countInterval,
  judgeSlice,
  type Minute,
  type MinuteInterval,
  type MinuteKnowledge,
  type ObjectiveTerms,
  type SliceTerms,
  sliceScale,
  storedRatio,
  type Totals,
  totalsBetween,
  type WindowCounts,
  ZERO_TOTALS,
} from "../../src/index.ts";
import type { CaseInput } from "./case-input.ts";

/** Counts of an interval, and their units per slice where they are not the usual ones. */
export interface CaseCounts {
  readonly counts: WindowCounts;
  readonly sliceScale?: bigint;
}

/** Counts any interval within `span` as the engine does: running totals of a stream and of its slices stream. */
export function caseCounter(input: CaseInput, span: MinuteInterval): (interval: MinuteInterval) => CaseCounts {
  const { terms, adjustments, sloStart } = input;
  const sources = caseSources(input, span);
  return (interval) => {
    const request: CountRequest = { terms, adjustments, interval, sloStart };
    if (terms.method !== "ratio_timeslices") return { counts: countInterval(request, sources) };
    const { counts, massScale } = countExactly(request, sources);
    return { counts, sliceScale: massScale };
  };
}

/** What counting reads of a case; intervals must lie within `span`. */
export function caseSources({ series, terms }: Pick<CaseInput, "series" | "terms">, span: MinuteInterval): CountSources {
  const minuteAt = (minute: Minute): MinuteKnowledge => {
    const { good, total, known } = totalsBetween(series.totalsAt(minute), series.totalsAt(minute + 1));
    return known === 0 ? null : { good, total };
  };
  return { eventsAt: series.totalsAt, slicesAt: slicesOf(terms, span, minuteAt), minuteAt };
}

/** Running totals of the slices stream at the bounds of the slices around `span`. Minutes that no run mentions are missing, also to it. */
function slicesOf({ slices }: ObjectiveTerms, span: MinuteInterval, minuteAt: CountSources["minuteAt"]): CountSources["slicesAt"] {
  if (slices === null) return null;
  const length = slices.minutes;
  const first = Math.floor(span.start / length);
  const running: Totals[] = [ZERO_TOTALS];
  for (let start = first * length; start < span.end; start += length) {
    const minutes = Array.from({ length }, (_, i) => minuteAt(start + i));
    running.push(withVerdict(running.at(-1) ?? ZERO_TOTALS, slices, minutes));
  }
  return (minute) => {
    const totals = running[minute / length - first];
    if (totals === undefined) throw new RangeError(`minute ${minute} is no bound of a slice of this case`);
    return totals;
  };
}

function withVerdict(before: Totals, slices: SliceTerms, minutes: readonly MinuteKnowledge[]): Totals {
  const verdict = judgeSlice(slices, minutes);
  const judged = verdict.kind === "judged";
  return {
    good: before.good + (judged ? storedRatio(slices, verdict.ratio) : 0n),
    total: before.total + (judged ? BigInt(sliceScale(slices)) : 0n),
    known: before.known + minutes.length - (verdict.kind === "missing" ? 1 : 0),
    active: before.active + (judged ? 1 : 0),
  };
}
