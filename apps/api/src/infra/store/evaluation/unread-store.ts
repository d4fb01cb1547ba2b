import { MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import type pg from "pg";
import type { UnreadStore } from "../../../jobs/upkeep/remove-unread.ts";
import type { TransactionScope } from "../../../usecases/minutes/minute-store.ts";
import { WANTED_BY_COMPOSITES } from "../composites/wanted-slices.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";
import { IS_HELD } from "./plan-reader.ts";

/* Slices are of use while an objective that reads, or will read, their parent is judged by them, or a composite is put together from them. */
const IS_USED = `
  CASE WHEN s.kind = 'slices' THEN EXISTS (
    SELECT 1 FROM objective u WHERE u.slice_key = s.slice_key AND (u.stream_id = s.parent_id OR u.next_stream_id = s.parent_id))
    OR EXISTS (SELECT 1 FROM composite_part p JOIN objective c ON c.stream_id = p.stream_id WHERE p.part_stream_id = s.id)
    OR EXISTS (SELECT 1 FROM (${WANTED_BY_COMPOSITES}) AS w WHERE w.parent_id = s.parent_id AND w.slice_key = s.slice_key)
  ELSE ${IS_HELD} END`;

const UNREAD = `SELECT s.id FROM stream s WHERE NOT ${IS_USED} ORDER BY s.id`;

const LOCK = "SELECT id FROM stream WHERE id = ANY($1::int[]) OR parent_id = ANY($1::int[]) ORDER BY id FOR UPDATE";

const STILL_UNREAD = `SELECT s.id, s.first_minute, s.watermark FROM stream s WHERE s.id = ANY($1::int[]) AND NOT ${IS_USED}`;

/* They go with their parent, and so must their minutes. */
const SLICES_OF = "SELECT id, first_minute, watermark FROM stream WHERE parent_id = ANY($1::int[])";

const DROP_HOURS_OF = `
  DELETE FROM stream_hour h USING generate_series($2::int, $3::int) AS k (hour) WHERE h.hour = k.hour AND h.stream = ANY($1::int[])`;

/* By its key, which begins with the minute. The few inside hours of minutes that are dropped stay, as nobody's, until their month is. */
const DROP_ANCHORS_OF = `
  DELETE FROM stream_anchor a USING generate_series($2::int, $3::int, ${MINUTES_PER_HOUR}) AS m (minute)
  WHERE a.minute = m.minute AND a.stream = ANY($1::int[])`;

interface StreamRow {
  readonly id: number;
  readonly first_minute: Minute;
  readonly watermark: Minute;
}

async function removeStreams(scope: TransactionScope, streamIds: readonly number[]): Promise<void> {
  const client = pgClientOf(scope);
  await client.query(LOCK, [streamIds]);
  // Asked again after the lock: a definition may have found the stream in the meantime.
  const { rows } = await client.query<StreamRow>(STILL_UNREAD, [streamIds]);
  const slices = await client.query<StreamRow>(SLICES_OF, [rows.map(({ id }) => id)]);
  for (const { id, first_minute, watermark } of [...slices.rows, ...rows]) {
    const hours = [Math.floor(first_minute / MINUTES_PER_HOUR), Math.floor(watermark / MINUTES_PER_HOUR)];
    await client.query(DROP_HOURS_OF, [[id], ...hours]);
    await client.query(DROP_ANCHORS_OF, [[id], ...hours.map((hour) => hour * MINUTES_PER_HOUR)]);
    await client.query("DELETE FROM stream WHERE id = $1", [id]);
  }
}

/** Streams that nobody reads, and their removal. */
export const makeUnreadStore = (pool: pg.Pool): UnreadStore => ({
  async unreadStreams() {
    const { rows } = await pool.query<{ id: number }>(UNREAD);
    return rows.map(({ id }) => id);
  },
  removeStreams,
});
