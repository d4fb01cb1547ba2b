import {
  COUNT_SCALE,
  type Fraction,
  fraction,
  type MinuteInterval,
  multiplyFractions,
  objectivePeriod,
  periodAllowance,
  type WindowCounts,
} from "@solvent/domain";
import type { AppliedAdjustment } from "../adjustment/applied-adjustments.ts";
import type { CountedMinutes } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import { readProjectedTotal } from "../counts/read-projection.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import type { InsightSubject } from "./insight-range.ts";

export type InsightMinutes = CountedMinutes & Pick<MinuteReader, "series">;

/** The objective's window that ends at the end of `range`, and all that is adjusted in it. */
export interface AllowanceInput {
  readonly range: MinuteInterval;
  /** Of `range`, adjusted. */
  readonly counts: WindowCounts;
  readonly adjustments: readonly AppliedAdjustment[];
}

async function countsOfPeriod(minutes: CountedMinutes, { entry, plan }: InsightSubject, input: AllowanceInput): Promise<WindowCounts> {
  const { range, counts, adjustments } = input;
  const { start } = objectivePeriod(plan.terms, range.end);
  if (start === range.start) return counts;
  const interval = { start, end: range.end };
  const request = {
    streamId: entry.streamId,
    slicesStreamId: entry.slicesStream?.streamId ?? null,
    terms: plan.terms,
    adjustments,
    intervals: [interval],
  };
  const [countsIn] = await readCounts(minutes, [request]);
  if (countsIn === undefined) throw new RangeError("the request was not answered");
  return countsIn(interval);
}

/**
 * Bad that the objective's window may hold that ends at the end of the range, scaled like the counts: the planned or projected allowance of a
 * calendar period. Null while nothing is allowed.
 */
export async function readAllowance(minutes: InsightMinutes, subject: InsightSubject, input: AllowanceInput): Promise<Fraction | null> {
  const { entry, plan } = subject;
  const { terms, budget } = plan;
  const at = input.range.end;
  const period = objectivePeriod(terms, at);
  const counts = await countsOfPeriod(minutes, subject, input);
  if (terms.window.kind === "rolling") return counts.mass === 0n ? null : multiplyFractions(budget, fraction(counts.mass));
  const { adjustments } = input;
  const events = await readProjectedTotal(minutes, { streamId: entry.streamId, terms, period, counts, adjustments });
  const projectedTotal = events === null ? null : multiplyFractions(events, fraction(BigInt(COUNT_SCALE)));
  const allowed = periodAllowance({ terms, at, mass: counts.mass, adjustments, projectedTotal });
  return allowed.num === 0n ? null : allowed;
}
