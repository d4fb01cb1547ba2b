import type { CheckedObjective } from "@solvent/api-contract";
import { definitionTerms, isoOfMinute, MINUTES_PER_DAY, type Minute, type MinuteBlock, massScale, minuteOfMs } from "@solvent/domain";
import type { CompositeDefinition } from "../composite/check-composites.ts";
import { type CompositeDay, countCompositeDay, minutesOfComposite } from "./count-composite-day.ts";
import { findParts, type Leaf, type StoredParts, type WrittenParts } from "./find-parts.ts";
import { sumPerHour } from "./sum-blocks.ts";
import { toLastDay } from "./to-last-day.ts";

/** The last day of a composite, or why there is none. */
export type CompositeLastDay = Pick<CheckedObjective, "lastDay" | "lastDayReason">;

/**
 * What all leaves know of the last day, in whole slices of the composite: sources are read to different minutes. A text says why there is nothing
 * in common.
 */
function commonDay(leaves: readonly Leaf[], sliceMinutes: number, now: Minute): { from: Minute; to: Minute } | string {
  const [last] = [...leaves].sort((a, b) => a.to - b.to);
  if (last === undefined) return "it has no parts";
  const to = last.to - (last.to % sliceMinutes);
  const read = Math.max(...leaves.map((leaf) => leaf.from ?? 0));
  const from = Math.max(to - MINUTES_PER_DAY, Math.ceil(read / sliceMinutes) * sliceMinutes);
  if (from < to && to > now - MINUTES_PER_DAY) return { from, to };
  return `its part "${last.objective}" is known only until ${isoOfMinute(last.to)}`;
}

async function readLeaves(leaves: readonly Leaf[], { from, to }: { from: Minute; to: Minute }): Promise<ReadonlyMap<number, MinuteBlock>> {
  const blocks = new Map<number, MinuteBlock>();
  // One after the other: fifty parts must not take every connection.
  for (const [id, leaf] of leaves.entries()) blocks.set(id, await leaf.read(from, to));
  return blocks;
}

function show(definition: CompositeDefinition, day: CompositeDay): CompositeLastDay {
  const terms = definitionTerms(definition);
  const block = minutesOfComposite(day);
  const counts = countCompositeDay(terms, day, block);
  return {
    lastDay: toLastDay(terms, { ...day, counts, hours: sumPerHour([block], day), hourScale: massScale(terms) }),
    lastDayReason: null,
  };
}

/** Puts the last day of a composite together from the days of its parts, as it will be once it is stored. */
export async function lastDayOfComposite(
  stored: StoredParts,
  { definition, written, nowMs }: { readonly definition: CompositeDefinition; readonly written: WrittenParts; readonly nowMs: number },
): Promise<CompositeLastDay> {
  const found = await findParts(stored, written, definition);
  if (!found.ok) return { lastDay: null, lastDayReason: found.reason };
  const { tree, leaves } = found.of;
  const day = commonDay(leaves, tree.slices.minutes, minuteOfMs(nowMs));
  if (typeof day === "string") return { lastDay: null, lastDayReason: day };
  return show(definition, { tree, ...day, leaves: await readLeaves(leaves, day) });
}
