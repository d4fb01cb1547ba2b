import { MINUTES_PER_HOUR } from "@solvent/domain";
import type { RefilledMarker } from "../../../jobs/refill/refill.ts";
import type { LaterStretch, RefilledReader } from "../../../jobs/tick/live-only.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";

/*
 * Gaps that were filled, and minutes that a later look has changed, of the stream and of whatever it is put together from. Settling is the
 * tick's own second look and counts as live.
 */
const SINCE = `
  WITH RECURSIVE own (id) AS (
    SELECT $1::int UNION SELECT coalesce(part.parent_id, part.id) FROM own
    JOIN composite_part p ON p.stream_id = own.id JOIN stream part ON part.id = p.part_stream_id)
  SELECT g.from_minute, g.to_minute FROM gap g
  WHERE g.stream_id IN (SELECT id FROM own) AND g.to_minute > $2 AND g.filled_at IS NOT NULL AND g.refilled
  UNION
  SELECT c.hour * ${MINUTES_PER_HOUR} + m, c.hour * ${MINUTES_PER_HOUR} + m + 1 FROM correction c CROSS JOIN LATERAL unnest(c.minutes) AS m
  WHERE c.stream_id IN (SELECT id FROM own) AND c.hour >= $2 / ${MINUTES_PER_HOUR} AND c.hour * ${MINUTES_PER_HOUR} + m >= $2
    AND c.cause IN ('reconcile', 'request')
  ORDER BY 1, 2`;

/* Filled by this transaction, and by no earlier settling beside it. */
const MARK = `
  UPDATE gap g SET refilled = true
  FROM unnest($1::int[], $2::int[], $3::int[]) AS s (stream, from_minute, to_minute)
  WHERE g.stream_id = s.stream AND g.from_minute < s.to_minute AND g.to_minute > s.from_minute AND g.filled_at >= transaction_timestamp()
    AND NOT g.refilled`;

/** Joins what touches or overlaps; rows come by their start. */
function joined(rows: readonly { from_minute: number; to_minute: number }[]): LaterStretch[] {
  const stretches: LaterStretch[] = [];
  for (const { from_minute: from, to_minute: to } of rows) {
    const last = stretches.at(-1);
    if (last !== undefined && from <= last.to) stretches[stretches.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else stretches.push({ from, to });
  }
  return stretches;
}

/** Which stretches were filled in or changed after the fact. They do not overlap. */
export const refilledReader: RefilledReader = {
  async refilledSince(scope, streamId, from) {
    const { rows } = await pgClientOf(scope).query<{ from_minute: number; to_minute: number }>(SINCE, [streamId, from]);
    return joined(rows);
  },
};

export const refilledMarker: RefilledMarker = {
  async markRefilled(scope, stretches) {
    await pgClientOf(scope).query(MARK, [
      stretches.map(({ streamId }) => streamId),
      stretches.map(({ from }) => from),
      stretches.map(({ to }) => to),
    ]);
  },
};
