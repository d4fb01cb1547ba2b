import { MINUTES_PER_HOUR, type MinuteBlock, type MissingReason } from "@solvent/domain";
import type pg from "pg";
import type { StoredGap } from "../../../usecases/minutes/minute-store.ts";
import { MinuteStoreCorruptError } from "./errors.ts";
import type { Stretch } from "./gap-arithmetic.ts";
import { readGaps } from "./gaps.ts";
import { readHourSlices } from "./hour-slices.ts";
import { startOfHour } from "./split-write.ts";
import { readHeads } from "./stream-heads.ts";
import { goodBetween, Tally, totalBetween } from "./tally.ts";

/** The minutes of one stream, [from, to) cut to what is kept of its coverage. */
export async function readMinutes(client: pg.PoolClient, streamId: number, { from, to }: Stretch): Promise<MinuteBlock> {
  const head = (await readHeads(client, [streamId])).get(streamId);
  const start = Math.max(from, head?.firstMinute ?? from, head?.minutesFrom ?? from);
  const end = Math.min(to, head?.watermark ?? start);
  const block = { from: start, good: [] as number[], total: [] as number[], missing: [] as (MissingReason | null)[] };
  if (start >= end) return block;
  const hours: number[] = [];
  for (let hour = startOfHour(start); hour < end; hour += MINUTES_PER_HOUR) hours.push(hour / MINUTES_PER_HOUR);
  const rows = await readHourSlices(
    client,
    hours.map((hour) => ({ hour, streamId, first: 1, last: MINUTES_PER_HOUR })),
  );
  const reasons = toReasons(await readGaps(client, streamId, { from: start, to: end }), { from: start, to: end });
  let [before, after] = [new Tally(), new Tally()];
  for (let minute = start; minute < end; minute += 1) {
    const row = rows[Math.floor(minute / MINUTES_PER_HOUR) - (hours[0] ?? 0)];
    const element = minute % MINUTES_PER_HOUR;
    if (!row || element >= row.length)
      throw new MinuteStoreCorruptError(`stream ${streamId} has no minute ${minute}, which lies in its coverage`);
    if (element === 0) before = new Tally();
    else if (minute === start) row.read(element - 1, before);
    row.read(element, after);
    const isKnown = after.known > before.known;
    block.good.push(isKnown ? goodBetween(before, after) : 0);
    block.total.push(isKnown ? totalBetween(before, after) : 0);
    block.missing.push(isKnown ? null : (reasons[minute - start] ?? "not-read"));
    [before, after] = [after, before];
  }
  return block;
}

/** Reason by minute, from the gaps that are not filled. */
function toReasons(gaps: readonly StoredGap[], { from, to }: Stretch): (MissingReason | undefined)[] {
  const reasons = new Array<MissingReason | undefined>(to - from).fill(undefined);
  for (const gap of gaps) if (gap.filledAtMs === null) reasons.fill(gap.reason, Math.max(gap.from - from, 0), Math.max(gap.to - from, 0));
  return reasons;
}
