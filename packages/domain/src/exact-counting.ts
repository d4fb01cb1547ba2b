import { type CountNeeds, type CountRequest, type CountSources, countEvents, countNeeds } from "./counting.ts";
import type { Fraction } from "./fraction.ts";
import { unionOf } from "./minute-intervals.ts";
import { judgeMeasured, planSlices, planVerdicts, type SlicePlan } from "./slice-plan.ts";
import type { WindowCounts } from "./window-counts.ts";

/** Counts whose `bad` and `mass` are free of rounding, in units of 1 / `massScale` slices. */
export interface ExactCounts {
  readonly counts: WindowCounts;
  readonly massScale: bigint;
}

/** What `countExactly` will ask for. */
export const exactNeeds = (request: CountRequest): CountNeeds => ({
  ...countNeeds({ ...request, intervals: [request.interval] }),
  sliceInstants: [],
  minutes: unionOf(exactPlan(request).judged),
});

/**
 * Counts of an interval with every slice judged from its minutes and no ratio rounded: for the rare figure of `ratio_timeslices` that lies
 * so near to the target that rounding decides. Reads all minutes of the interval. Throws RangeError for occurrences, which have no slices.
 */
export function countExactly(request: CountRequest, { eventsAt, minuteAt }: Pick<CountSources, "eventsAt" | "minuteAt">): ExactCounts {
  const plan = exactPlan(request);
  const slices = slicesOf(request);
  const verdicts = planVerdicts(plan, slices, judgeMeasured(slices, minuteAt));
  const ratios = verdicts.flatMap((verdict) => (verdict.kind === "judged" ? [verdict.ratio] : []));
  const good = sumOfRatios(ratios);
  const mass = BigInt(ratios.length) * good.den;
  const unjudged = plan.beforeStart + verdicts.filter(({ kind }) => kind === "missing").length;
  return { counts: { ...countEvents(request, eventsAt), bad: mass - good.num, mass, unjudged }, massScale: good.den };
}

function slicesOf({ terms: { method, slices } }: CountRequest) {
  if (slices === null) throw new RangeError(`the method ${method} has no slices`);
  return slices;
}

const exactPlan = (request: CountRequest): SlicePlan =>
  planSlices({
    slices: slicesOf(request),
    interval: request.interval,
    adjustments: request.adjustments,
    sloStart: request.sloStart ?? null,
    exactly: true,
  });

/** Their sum, not reduced: equal denominators first, then pairwise, so that large numbers meet large ones. */
function sumOfRatios(ratios: readonly Fraction[]): Fraction {
  const byDenominator = new Map<bigint, bigint>();
  for (const { num, den } of ratios) byDenominator.set(den, (byDenominator.get(den) ?? 0n) + num);
  let sums = [...byDenominator].map(([den, num]): Fraction => ({ num, den }));
  while (sums.length > 1) {
    sums = Array.from({ length: Math.ceil(sums.length / 2) }, (_, i) => addUnreduced(sums[2 * i], sums[2 * i + 1]));
  }
  return addUnreduced(sums[0], undefined);
}

const NOTHING: Fraction = { num: 0n, den: 1n };

const addUnreduced = (a: Fraction = NOTHING, b: Fraction = NOTHING): Fraction => ({
  num: a.num * b.den + b.num * a.den,
  den: a.den * b.den,
});
