import { MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import { groupBy } from "../shared/group-by.ts";
import type { RunnableBackfill } from "./backfill-store.ts";

/** One request's worth of history: minutes [from, to) of streams that have read down to the same minute. */
export interface BackfillChunk {
  readonly from: Minute;
  readonly to: Minute;
  readonly rows: readonly RunnableBackfill[];
}

const MOST_STREAMS = 200;
/** Minutes times streams that one transaction writes within its two seconds. */
const MOST_STREAM_MINUTES = 200 * MINUTES_PER_DAY;
/** Longer chunks would make progress invisible and cancelling slow. */
const LONGEST_MINUTES = 7 * MINUTES_PER_DAY;

const floorHour = (minutes: number): number => Math.floor(minutes / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;

/** History starts at a whole hour: the store's hours are never half known. */
export const backfillStart = (row: RunnableBackfill): Minute => floorHour(row.from);

const isRecent = (row: RunnableBackfill): boolean => row.firstMinute > row.to - MINUTES_PER_DAY;

/** Rows to read together: those that still miss the last 24 h before others, then the oldest; with it all that stand at the same minute. */
function nextRows(rows: readonly RunnableBackfill[]): readonly RunnableBackfill[] {
  const recent = rows.filter(isRecent);
  const first = recent.length > 0 ? recent : rows;
  const groups = groupBy(first, (row) => row.firstMinute);
  const [group] = groups.values();
  return (group ?? []).slice(0, MOST_STREAMS);
}

/** The next chunk, null when every row is at its start. `chunkMinutes`: the longest stretch to ask for at once for a row. */
export function nextBackfillChunk(
  rows: readonly RunnableBackfill[],
  chunkMinutes: (row: RunnableBackfill) => number,
): BackfillChunk | null {
  const together = nextRows(rows.filter((row) => row.firstMinute > backfillStart(row)));
  const [first] = together;
  if (first === undefined) return null;
  const to = first.firstMinute;
  const least = Math.min(LONGEST_MINUTES, MOST_STREAM_MINUTES / together.length, ...together.map(chunkMinutes));
  const longest = isRecent(first) ? Math.min(least, MINUTES_PER_DAY) : least;
  const wanted = floorHour(to - Math.max(MINUTES_PER_HOUR, floorHour(longest)));
  return { from: Math.max(wanted, Math.min(...together.map(backfillStart))), to, rows: together };
}
