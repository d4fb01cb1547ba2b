import {
  type Adjustment,
  type CountSources,
  countInterval,
  type Minute,
  type MinuteKnowledge,
  type ObjectiveTerms,
  type Totals,
  totalsBetween,
  windowCounts,
  ZERO_TOTALS,
} from "@solvent/domain";
import type { CountsIn } from "../../usecases/counts/count-reader.ts";
import type { MinuteReader } from "../../usecases/minutes/minute-store.ts";
import type { PlannedObjective } from "../tick/plan.ts";

/** Counts of any interval within a range, of one objective. */
export interface PastRequest {
  readonly objective: PlannedObjective;
  readonly terms: ObjectiveTerms;
  readonly adjustments: readonly Adjustment[];
  readonly from: Minute;
  readonly to: Minute;
}

/** Running totals at every minute of a range; those of its ends beyond. */
async function readTotals(
  minutes: Pick<MinuteReader, "series">,
  streamId: number,
  { from, to }: PastRequest,
): Promise<(minute: Minute) => Totals> {
  const totals = await minutes.series(streamId, from, to, 1);
  return (minute) => totals[Math.min(Math.max(0, minute - from), totals.length - 1)] ?? ZERO_TOTALS;
}

function knowledgeAt(totalsAt: (minute: Minute) => Totals): CountSources["minuteAt"] {
  return (minute): MinuteKnowledge => {
    const { known, good, total } = totalsBetween(totalsAt(minute), totalsAt(minute + 1));
    return known === 0 ? null : { good, total };
  };
}

/** Reads a range minute by minute, so that every window in it can be counted without another question. */
export async function readPastCounts(minutes: Pick<MinuteReader, "series">, request: PastRequest): Promise<CountsIn> {
  const { objective, terms, adjustments } = request;
  const eventsAt = await readTotals(minutes, objective.streamId, request);
  if (terms.slices === null && terms.sloStart === null && adjustments.length === 0)
    return ({ start, end }) => windowCounts(totalsBetween(eventsAt(start), eventsAt(end)), end - start);
  const slicesStreamId = objective.slices?.streamId ?? null;
  const slicesAt = slicesStreamId === null ? () => ZERO_TOTALS : await readTotals(minutes, slicesStreamId, request);
  const sources = { eventsAt, slicesAt, minuteAt: knowledgeAt(eventsAt) };
  return (interval) => countInterval({ terms, adjustments, interval, sloStart: terms.sloStart }, sources);
}
