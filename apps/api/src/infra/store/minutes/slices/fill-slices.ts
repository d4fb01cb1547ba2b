import { MINUTES_PER_DAY, MINUTES_PER_HOUR } from "@solvent/domain";
import type pg from "pg";
import type { StreamHead } from "../../../../usecases/minutes/minute-store.ts";
import type { Span } from "../correct-minutes.ts";
import { startOfHour } from "../split-write.ts";
import { lockFamilies, updateHeads } from "../stream-heads.ts";
import { sliceTermsOf } from "./slice-terms.ts";
import { writeSlices } from "./write-slices.ts";

/**
 * The next minutes of a slices stream to judge, null when it covers the minutes that are kept of its parent: the newest first, at most a day.
 * A parent without minutes has no slices.
 */
export function nextFill(child: StreamHead, parent: StreamHead): Span | null {
  if (parent.firstMinute === parent.watermark) return null;
  const first = Math.max(parent.firstMinute, parent.minutesFrom ?? 0);
  if (child.firstMinute === child.watermark) {
    const newest = startOfHour(parent.watermark) - MINUTES_PER_DAY + MINUTES_PER_HOUR;
    return { from: Math.max(first, newest), to: parent.watermark };
  }
  if (child.watermark < parent.watermark)
    return { from: child.watermark, to: Math.min(parent.watermark, child.watermark + MINUTES_PER_DAY) };
  if (child.firstMinute <= first) return null;
  return { from: Math.max(first, child.firstMinute - MINUTES_PER_DAY), to: child.firstMinute };
}

/**
 * Brings slices streams nearer to what their parents cover, from stored minutes, a day of each. For a writing transaction of its own:
 * it locks the streams. The partitions are there, because the parents have them. Returns how many streams grew.
 */
export async function fillSlices(client: pg.PoolClient, parentIds: readonly number[], streamIds: ReadonlySet<number>): Promise<number> {
  const { heads, slices } = await lockFamilies(client, parentIds);
  const writes = slices.flatMap(({ parentId, sliceKey, ...child }) => {
    const parent = heads.get(parentId);
    const span = parent === undefined || !streamIds.has(child.streamId) ? null : nextFill(child, parent);
    return span === null ? [] : [{ child, request: { ...span, parentId, terms: sliceTermsOf(sliceKey) } }];
  });
  await updateHeads(client, await writeSlices(client, writes));
  return writes.length;
}
