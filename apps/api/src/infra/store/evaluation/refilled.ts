import type { RefilledMarker } from "../../../jobs/refill/refill.ts";
import type { RefilledReader } from "../../../jobs/tick/live-only.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";

const SINCE = `
  SELECT from_minute, to_minute FROM gap WHERE stream_id = $1 AND to_minute > $2 AND filled_at IS NOT NULL AND refilled
  ORDER BY from_minute`;

const MARK = `
  UPDATE gap g SET refilled = true
  FROM unnest($1::int[], $2::int[], $3::int[]) AS s (stream, from_minute, to_minute)
  WHERE g.stream_id = s.stream AND g.from_minute < s.to_minute AND g.to_minute > s.from_minute AND g.filled_at IS NOT NULL AND NOT g.refilled`;

/** Which stretches were filled in after the fact. They do not overlap: a gap is cut where a part of it is filled. */
export const refilledReader: RefilledReader = {
  async refilledSince(scope, streamId, from) {
    const { rows } = await pgClientOf(scope).query<{ from_minute: number; to_minute: number }>(SINCE, [streamId, from]);
    return rows.map(({ from_minute, to_minute }) => ({ from: from_minute, to: to_minute }));
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
