import { MINUTES_PER_HOUR } from "@solvent/domain";
import type pg from "pg";
import type { CorrectionFilter, CorrectionReader, MinuteCounts, StoredCorrection } from "../../../usecases/correction/refill-store.ts";
import type { CorrectionCause } from "../../../usecases/minutes/minute-store.ts";
import { toPage } from "../../../usecases/page.ts";

interface Row {
  readonly id: string;
  readonly stream_id: number;
  readonly hour: number;
  readonly at: Date;
  readonly cause: CorrectionCause;
  readonly minutes: readonly number[];
  readonly old_good: readonly string[];
  readonly old_total: readonly string[];
  readonly new_good: readonly string[];
  readonly new_total: readonly string[];
}

const MISSING = "-1";

const toCounts = (good: string | undefined, total: string | undefined): MinuteCounts | null =>
  good === undefined || total === undefined || good === MISSING ? null : { good: BigInt(good), total: BigInt(total) };

function toCorrection(row: Row, { from, to }: CorrectionFilter): StoredCorrection {
  const changes = row.minutes.map((minute, i) => ({
    minute: row.hour * MINUTES_PER_HOUR + minute,
    before: toCounts(row.old_good[i], row.old_total[i]),
    after: toCounts(row.new_good[i], row.new_total[i]),
  }));
  const asked = changes.filter(({ minute }) => (from === null || minute >= from) && (to === null || minute < to));
  return { id: row.id, streamId: row.stream_id, atMs: row.at.getTime(), cause: row.cause, changes: asked };
}

/* Hours first, by the index; then the minutes within them. */
const LIST = `
  SELECT id::text AS id, stream_id, hour, at, cause, minutes, old_good::text[] AS old_good, old_total::text[] AS old_total,
    new_good::text[] AS new_good, new_total::text[] AS new_total
  FROM correction c
  WHERE stream_id = $1 AND ($2::int IS NULL OR hour >= $2 / ${MINUTES_PER_HOUR}) AND ($3::int IS NULL OR hour * ${MINUTES_PER_HOUR} < $3)
    AND ($4::text IS NULL OR cause = $4) AND ($5::int8 IS NULL OR id < $5)
    AND EXISTS (SELECT 1 FROM unnest(minutes) AS m WHERE ($2::int IS NULL OR hour * ${MINUTES_PER_HOUR} + m >= $2)
      AND ($3::int IS NULL OR hour * ${MINUTES_PER_HOUR} + m < $3))
  ORDER BY c.id DESC LIMIT $6`;

/** What was stored and is now stored otherwise. */
export const makeCorrectionReader = (pool: Pick<pg.Pool, "query">): CorrectionReader => ({
  async list(streamId, filter, { limit, after }) {
    const { rows } = await pool.query<Row>(LIST, [streamId, filter.from, filter.to, filter.cause, after, limit + 1]);
    return toPage(
      rows.map((row) => toCorrection(row, filter)),
      limit,
      ({ id }) => id,
    );
  },
});
