import type pg from "pg";
import type { ChangeReader, Fingerprints } from "../../../usecases/live/change-feed.ts";

/*
 * One cheap look at everything that a page may show: counts, sums and greatest numbers. An adjustment changes figures like minutes do. Watermarks, cursors and ids only move, so a sum
 * or a maximum tells. What waits is counted per target, where it is one look at an index each.
 */
const FINGERPRINTS = `
  SELECT
    concat_ws('|',
      (SELECT concat_ws('/', count(*), sum(watermark::bigint), sum(first_minute::bigint), max(generated_until)) FROM stream),
      (SELECT concat_ws('/', count(*), sum(cursor::bigint), count(*) FILTER (WHERE state IN ('queued', 'running'))) FROM backfill),
      (SELECT concat_ws('/', count(*), max(created_at)) FROM adjustment_version),
      (SELECT concat_ws('/', count(*), max(updated_at)) FROM episode_note)) AS minutes,
    concat_ws('|',
      (SELECT max(id) FROM alert_transition),
      (SELECT max(id) FROM alert),
      (SELECT concat_ws('/', count(*), count(blind_since), sum(id)) FROM alert WHERE open_key IS NOT NULL),
      (SELECT concat_ws('/', count(*), sum(extract(epoch FROM ends_at))) FROM mute WHERE ends_at > now())) AS alerts,
    concat_ws('|',
      (SELECT max(id) FROM notification),
      (SELECT max(id) FROM delivery),
      (SELECT concat_ws('/', coalesce(sum(waiting.pending), 0), coalesce(sum(waiting.sending), 0)) FROM notification_target t CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE n.state = 'pending') AS pending, count(*) FILTER (WHERE n.state = 'sending') AS sending
        FROM notification n WHERE n.target_id = t.id AND n.state IN ('pending', 'sending')) waiting),
      (SELECT concat_ws('/', count(failing_since), max(failing_since), max(ok_at)) FROM notification_queue)) AS notifications,
    concat_ws('|',
      (SELECT concat_ws('/', count(*), max(updated_at)) FROM objective),
      (SELECT concat_ws('/', count(*), max(updated_at)) FROM service),
      (SELECT concat_ws('/', count(*), max(updated_at)) FROM source),
      (SELECT count(*) FROM team),
      (SELECT concat_ws('/', count(*), max(updated_at)) FROM notification_target),
      (SELECT concat_ws('/', count(*), max(updated_at)) FROM notification_route)) AS definitions,
    (SELECT concat_ws('/', count(*), max(ok_at), max(failed_at), count(failing_since), max(failing_since), sum(hashtext(coalesce(message, ''))))
      FROM source_health) AS sources`;

export const makeChangeReader = (pool: pg.Pool): ChangeReader => ({
  async fingerprints() {
    const { rows } = await pool.query<Fingerprints>(FINGERPRINTS);
    const [row] = rows;
    if (row === undefined) throw new Error("the statement returned nothing");
    return row;
  },
});
