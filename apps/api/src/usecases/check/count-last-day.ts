import { countInterval, type ObjectiveTerms, sliceMinutes, type WindowCounts } from "@solvent/domain";
import { joinBlocks, knowledgeAt, runningTotals } from "./day-minutes.ts";
import type { LastDay } from "./read-last-day.ts";

/** Counts of a day that is in memory, as they will be once it is stored: slices are judged here. Without adjustments, which are stored. */
export function countLastDay(terms: ObjectiveTerms, day: LastDay): WindowCounts {
  const block = joinBlocks(day);
  return countInterval(
    { terms, adjustments: [], interval: { start: day.from, end: day.to }, sloStart: terms.sloStart },
    {
      eventsAt: runningTotals(block),
      slicesAt: terms.slices === null ? null : runningTotals(sliceMinutes({ terms: terms.slices, block })),
      minuteAt: (minute) => knowledgeAt(block, minute),
    },
  );
}
