import { MINUTE_MS, type Minute } from "@solvent/domain";
import type pg from "pg";

/** Short enough to hold up nobody. */
const MOST_ROWS = 10_000;

const DROP_MINUTES = `
  DELETE FROM push_minute p USING (SELECT source_id, name, minute FROM push_minute WHERE minute < $1 ORDER BY minute LIMIT ${MOST_ROWS}) AS old
  WHERE p.source_id = old.source_id AND p.name = old.name AND p.minute = old.minute`;

const DROP_SAMPLES = `
  DELETE FROM push_sample p USING (SELECT series_id, at_ms FROM push_sample WHERE at_ms < $1 ORDER BY at_ms LIMIT ${MOST_ROWS}) AS old
  WHERE p.series_id = old.series_id AND p.at_ms = old.at_ms`;

/* One that somebody begins to send again just now gets a sample, and stays. */
const DROP_SERIES = `
  DELETE FROM push_series s WHERE last_at_ms < $1 AND NOT EXISTS (SELECT 1 FROM push_sample p WHERE p.series_id = s.id)`;

/** See `HistoryStore.dropSent`. */
export async function dropSent(client: pg.PoolClient, cut: Minute): Promise<boolean> {
  const cutMs = cut * MINUTE_MS;
  const minutes = (await client.query(DROP_MINUTES, [cut])).rowCount ?? 0;
  const samples = (await client.query(DROP_SAMPLES, [cutMs])).rowCount ?? 0;
  const isMore = minutes === MOST_ROWS || samples === MOST_ROWS;
  if (!isMore) await client.query(DROP_SERIES, [cutMs]);
  return isMore;
}
