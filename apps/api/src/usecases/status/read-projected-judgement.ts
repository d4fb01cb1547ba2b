import type { ReadProjectedTotal } from "../counts/read-projection.ts";
import type { Judgement } from "./judge-objective.ts";
import { countEntries, type JudgementSources, judgeCounted, type PlannedEntry, withAdjustments } from "./read-judgements.ts";

export interface ProjectedSources extends JudgementSources {
  readonly readProjectedTotal: ReadProjectedTotal;
}

/** Judges one objective, its calendar period projected by the traffic of the last weeks: that is too much to ask for a whole board. */
export async function readProjectedJudgement(
  { minutes, adjustments, readProjectedTotal }: ProjectedSources,
  entry: Omit<PlannedEntry, "adjustments">,
  nowMinute: number,
): Promise<Judgement | null> {
  const [counted] = await countEntries(minutes, await withAdjustments(adjustments, [entry]));
  if (counted === undefined) return null;
  const { plan, windows, ...planned } = counted.planned;
  const counts = counted.countsIn({ start: windows.period.start, end: windows.period.end });
  const projectedTotal = await readProjectedTotal({
    streamId: planned.entry.streamId,
    terms: plan.terms,
    period: windows.period,
    counts,
    adjustments: planned.adjustments,
  });
  return judgeCounted(minutes, counted, { nowMinute, projectedTotal });
}
