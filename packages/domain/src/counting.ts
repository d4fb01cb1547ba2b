import { type Adjustment, adjustedCounts, adjustedInstants } from "./adjustment.ts";
import { COUNT_SCALE, type Minute } from "./minute.ts";
import { unionOf } from "./minute-intervals.ts";
import type { ObjectiveTerms, SliceTerms } from "./objective-terms.ts";
import { type JudgeRemaining, judgeMeasured, planSlices, planVerdicts, type SlicePlan } from "./slice-plan.ts";
import { type MinuteKnowledge, RATIO_SCALE, type SliceVerdict, sliceScale, storedRatio } from "./slices.ts";
import { type Totals, totalsBetween } from "./totals.ts";
import type { MinuteInterval, WindowCounts } from "./window-counts.ts";

/** Units per event or slice of `bad` and `mass` of an objective's counts. */
export const massScale = (terms: Pick<ObjectiveTerms, "method">): number =>
  terms.method === "ratio_timeslices" ? RATIO_SCALE : COUNT_SCALE;

/** Everything that counting reads, all as of one state of the store. */
export interface CountSources {
  /** Running totals of the measured stream; asked only at `CountNeeds.eventInstants`. */
  readonly eventsAt: (minute: Minute) => Totals;
  /** Running totals of its slices stream, without adjustments; asked only at `CountNeeds.sliceInstants`. Null for occurrences. */
  readonly slicesAt: ((minute: Minute) => Totals) | null;
  /** Minutes of the measured stream; asked only within `CountNeeds.minutes`, to judge slices anew that an adjustment touches. */
  readonly minuteAt: (minute: Minute) => MinuteKnowledge;
  /** Of a composite, which has no minutes to judge slices from: puts one together anew from what is left of the minutes of its parts. */
  readonly rejudge?: JudgeRemaining;
}

/** What must be read to count some intervals: for stores that answer many instants at once. All sorted, without duplicates. */
export interface CountNeeds {
  readonly eventInstants: readonly Minute[];
  readonly sliceInstants: readonly Minute[];
  readonly minutes: readonly MinuteInterval[];
}

export interface CountRequest {
  readonly terms: Pick<ObjectiveTerms, "method" | "slices">;
  readonly adjustments: readonly Adjustment[];
  readonly interval: MinuteInterval;
  /** The interval keeps its length, and its minutes before this one count as missing: for burn rates of a young objective. */
  readonly sloStart?: Minute | null;
  /** Minutes before it are not kept: slices there are not judged again, see `SlicePlanInput`. Null or left out: all are kept. */
  readonly minutesFrom?: Minute | null;
}

/** What `countInterval` will ask for to count every one of the intervals. */
export function countNeeds({
  intervals,
  ...common
}: Omit<CountRequest, "interval"> & { readonly intervals: readonly MinuteInterval[] }): CountNeeds {
  const requests = intervals.map((interval): CountRequest => ({ ...common, interval }));
  const plans = requests.map((request) => planOf(request)).filter((plan) => plan !== null);
  return {
    eventInstants: sortedOnce(requests.flatMap(eventInstants)),
    sliceInstants: sortedOnce(plans.flatMap(({ stored, forgiven }) => [...stored, ...forgiven].flatMap(({ start, end }) => [start, end]))),
    minutes: unionOf(plans.flatMap(({ judged }) => judged)),
  };
}

const sortedOnce = (minutes: readonly Minute[]): readonly Minute[] => [...new Set(minutes)].sort((a, b) => a - b);

const eventInstants = (request: CountRequest): readonly Minute[] =>
  adjustedInstants(request.interval, request.adjustments).map((minute) => knownFrom(request, minute));

/** Running totals are asked no earlier than at the start of the objective: what came before is as good as missing. */
const knownFrom = ({ interval, sloStart = null }: CountRequest, minute: Minute): Minute =>
  sloStart === null ? minute : Math.max(minute, Math.min(sloStart, interval.end));

const planOf = ({ terms: { slices }, interval, adjustments, sloStart = null, minutesFrom = null }: CountRequest): SlicePlan | null =>
  slices === null ? null : planSlices({ slices, interval, adjustments, sloStart, exactly: false, minutesFrom });

/** Events and coverage of the interval, adjusted. */
export const countEvents = (request: CountRequest, eventsAt: CountSources["eventsAt"]): WindowCounts =>
  adjustedCounts({
    totalsAt: (minute) => eventsAt(knownFrom(request, minute)),
    window: request.interval,
    adjustments: request.adjustments,
  });

/** Counts of an interval as the method and the adjustments say (slo-math 2 and 8). Throws RangeError when a slice method has no slices stream. */
export function countInterval(request: CountRequest, sources: CountSources): WindowCounts {
  const { eventsAt, slicesAt, minuteAt, rejudge } = sources;
  const events = countEvents(request, eventsAt);
  const [plan, slices] = [planOf(request), request.terms.slices];
  if (plan === null || slices === null) return events;
  if (slicesAt === null) throw new RangeError(`the method ${request.terms.method} needs running totals of slices`);
  const parts = [
    ...plan.stored.map((stretch) => (rejudge === undefined ? storedSlices : storedComposite)(stretch, slices, slicesAt)),
    ...plan.forgiven.map((stretch) => ({
      ...(rejudge === undefined ? storedSlices : storedComposite)(stretch, slices, slicesAt),
      bad: 0n,
    })),
    ...planVerdicts(plan, slices, rejudge ?? judgeMeasured(slices, minuteAt)).map((verdict) => verdictCounts(verdict, slices)),
  ];
  const counts = {
    ...events,
    bad: parts.reduce((sum, { bad }) => sum + bad, 0n),
    mass: parts.reduce((sum, { mass }) => sum + mass, 0n),
    unjudged: parts.reduce((sum, { unjudged }) => sum + unjudged, plan.beforeStart),
  };
  return rejudge === undefined ? counts : { ...counts, ...slicesAsEvents(counts, request.terms) };
}

/** The events of a composite are its slices; it has no traffic of its own that could be missed. */
function slicesAsEvents({ bad, mass }: Pick<WindowCounts, "bad" | "mass">, terms: CountRequest["terms"]) {
  const unit = BigInt(massScale(terms) / COUNT_SCALE);
  return { good: (mass - bad) / unit, total: mass / unit, noTraffic: 0 };
}

type SliceCounts = Pick<WindowCounts, "bad" | "mass" | "unjudged">;

/**
 * Sums of a stretch of whole slices. A judged slice has mass in one minute and one that is not judged lacks one minute. Before the first
 * minute of the stream a slice lacks all of them, but it is never more than one slice.
 */
function storedSlices({ start, end }: MinuteInterval, { minutes }: SliceTerms, slicesAt: (minute: Minute) => Totals): SliceCounts {
  const { good, total, known, active } = totalsBetween(slicesAt(start), slicesAt(end));
  return { bad: total - good, mass: total, unjudged: Math.min(end - start - known, (end - start) / minutes - active) };
}

/** The same of a composite: of a slice that is not judged because nothing is known, all minutes are missing. */
function storedComposite({ start, end }: MinuteInterval, { minutes }: SliceTerms, slicesAt: (minute: Minute) => Totals): SliceCounts {
  const { good, total, known } = totalsBetween(slicesAt(start), slicesAt(end));
  return { bad: total - good, mass: total, unjudged: Math.ceil((end - start - known) / minutes) };
}

function verdictCounts(verdict: SliceVerdict, slices: SliceTerms): SliceCounts {
  if (verdict.kind !== "judged") return { bad: 0n, mass: 0n, unjudged: verdict.kind === "missing" ? 1 : 0 };
  const mass = BigInt(sliceScale(slices));
  return { bad: mass - storedRatio(slices, verdict.ratio), mass, unjudged: 0 };
}
