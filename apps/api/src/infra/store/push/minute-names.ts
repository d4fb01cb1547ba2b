import type pg from "pg";

/**
 * Names of the source $1 as `n`, of which the last row is null: from name to name by the primary key, as there are few names and many
 * minutes of each. Asked for in part, it stops there.
 */
export const MINUTE_NAMES = `
  WITH RECURSIVE n AS (
    (SELECT name FROM push_minute WHERE source_id = $1 ORDER BY name LIMIT 1)
    UNION ALL
    SELECT (SELECT p.name FROM push_minute p WHERE p.source_id = $1 AND p.name > n.name ORDER BY p.name LIMIT 1) FROM n WHERE n.name IS NOT NULL
  )`;

const FIND = `${MINUTE_NAMES} SELECT name FROM n WHERE strpos(name, lower($2)) > 0 ORDER BY name COLLATE "C" LIMIT $3`;

const SUMMARY = `
  ${MINUTE_NAMES}
  SELECT count(*)::int AS names, (extract(epoch FROM max(newest.received_at)) * 1000)::float8 AS received_ms
  FROM n CROSS JOIN LATERAL (
    SELECT p.received_at FROM push_minute p WHERE p.source_id = $1 AND p.name = n.name ORDER BY p.minute DESC LIMIT 1) AS newest`;

type Queryable = Pick<pg.Pool, "query">;

/** Names of pushed minutes that contain the text in whatever case, sorted. */
export async function minuteNames(
  pool: Queryable,
  sourceId: string,
  { text, limit }: { readonly text: string; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(FIND, [sourceId, text, limit]);
  return rows.map(({ name }) => name);
}

/** How many names there are, and when the newest minute of any of them came; null when there is none. */
export async function minuteSummary(
  pool: Queryable,
  sourceId: string,
): Promise<{ readonly names: number; readonly receivedMs: number | null }> {
  const { rows } = await pool.query<{ names: number; received_ms: number | null }>(SUMMARY, [sourceId]);
  return { names: rows[0]?.names ?? 0, receivedMs: rows[0]?.received_ms ?? null };
}
