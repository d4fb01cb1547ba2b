import type pg from "pg";
import type { ReviewStore } from "../../../../jobs/alerts/review-refills.ts";
import type { PlannedObjective } from "../../../../jobs/tick/plan.ts";
import { policyStampOf } from "../../definitions/attached-policies.ts";
import { pgClientOf } from "../../minutes/transaction-scope.ts";

/* A gap that is still being asked for beside it waits: the breach may go on in there. So do gaps of streams whose slices are not judged yet. */
const UNREVIEWED = `
  FROM gap g JOIN stream s ON s.id = g.stream_id
  WHERE g.refilled AND NOT g.reviewed AND g.filled_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM gap o WHERE o.stream_id = g.stream_id AND o.filled_at IS NULL AND o.retry_at IS NOT NULL
      AND o.from_minute <= g.to_minute AND o.to_minute >= g.from_minute)
    AND NOT EXISTS (SELECT 1 FROM objective o LEFT JOIN stream c ON c.parent_id = o.stream_id AND c.slice_key = o.slice_key
      WHERE o.stream_id = g.stream_id AND o.slice_key IS NOT NULL
        AND (c.id IS NULL OR c.first_minute > s.first_minute OR c.watermark < s.watermark))`;

const GAPS = `
  SELECT s.id, s.watermark, s.first_minute, min(g.from_minute) AS "from", max(g.to_minute) AS "to", array_agg(g.id ORDER BY g.id) AS ids,
    (SELECT coalesce(json_agg(json_build_object('objectiveId', o.id, 'revision', o.revision, 'policyStamp', ${policyStampOf("o.id")}, 'streamId', o.stream_id, 'nextStreamId',
      o.next_stream_id, 'slices', CASE WHEN c.id IS NULL THEN NULL ELSE json_build_object('streamId', c.id, 'ready', true) END) ORDER BY o.id), '[]')
      FROM objective o LEFT JOIN stream c ON c.parent_id = o.stream_id AND c.slice_key = o.slice_key WHERE o.stream_id = s.id AND o.archived_at IS NULL) AS readers
  ${UNREVIEWED} AND s.source_id = $1 GROUP BY s.id ORDER BY s.id LIMIT $2`;

const LIVE_OVERLAP = `
  SELECT 1 FROM alert a WHERE a.kind = 'burn' AND a.objective_id = p.objective_id AND a.severity = p.severity AND a.origin = 'live'
    AND a.opened_at <= p.closed_at AND coalesce(a.closed_at, 2147483647) >= p.opened_at`;

const PARAMETERS = `
  unnest($1::uuid[], $2::text[], $3::jsonb[], $4::int[], $5::int[], $6::jsonb[], $7::jsonb[])
    AS p (objective_id, severity, subject, opened_at, closed_at, evidence, bill)`;

const DROP_EARLIER = `
  DELETE FROM alert a USING ${PARAMETERS}
  WHERE a.kind = 'burn' AND a.objective_id = p.objective_id AND a.severity = p.severity AND a.origin = 'refill'
    AND a.opened_at <= p.closed_at AND a.closed_at >= p.opened_at`;

const ADD = `
  INSERT INTO alert (kind, severity, objective_id, subject, origin, opened_at, closed_at, close_reason, evidence, bill)
  SELECT 'burn', p.severity, p.objective_id, p.subject, 'refill', p.opened_at, p.closed_at, 'resolved', p.evidence, p.bill
  FROM ${PARAMETERS} WHERE NOT EXISTS (${LIVE_OVERLAP})`;

interface Row {
  readonly id: number;
  readonly watermark: number;
  readonly first_minute: number;
  readonly from: number;
  readonly to: number;
  readonly ids: bigint[];
  readonly readers: PlannedObjective[];
}

export const makeReviewStore = (pool: pg.Pool): ReviewStore => ({
  async sourcesWithUnreviewed() {
    const { rows } = await pool.query<{ source_id: string }>(`SELECT DISTINCT s.source_id ${UNREVIEWED}`);
    return rows.map(({ source_id }) => source_id);
  },
  async unreviewed(sourceId, limit) {
    const { rows } = await pool.query<Row>(GAPS, [sourceId, limit]);
    return rows.map(({ id, watermark, first_minute, from, to, ids, readers }) => ({
      ids,
      streamId: id,
      from,
      to,
      watermark,
      firstMinute: first_minute,
      readers,
    }));
  },
  async markReviewed(scope, ids) {
    await pgClientOf(scope).query("UPDATE gap SET reviewed = true WHERE id = ANY($1::int8[])", [ids]);
  },
  async addPast(scope, alerts) {
    if (alerts.length === 0) return;
    const client = pgClientOf(scope);
    const parameters = [
      alerts.map(({ objectiveId }) => objectiveId),
      alerts.map(({ severity }) => severity),
      alerts.map(({ subject }) => JSON.stringify(subject)),
      alerts.map(({ openedAt }) => openedAt),
      alerts.map(({ closedAt }) => closedAt),
      alerts.map(({ evidence }) => JSON.stringify(evidence)),
      alerts.map(({ bill }) => JSON.stringify(bill)),
    ];
    await client.query(DROP_EARLIER, parameters);
    await client.query(ADD, parameters);
  },
});
