import type pg from "pg";
import type { EpisodeNoteStore, StoredEpisodeNote } from "../../../usecases/insight/episode-note-store.ts";

const COLUMNS = `objective_id, episode_id, from_minute, to_minute, cause, owner, author, (extract(epoch FROM updated_at) * 1000)::float8 AS updated_ms`;

const WITHIN = `SELECT ${COLUMNS} FROM episode_note WHERE objective_id = ANY($1::uuid[]) AND from_minute < $3 AND to_minute > $2 ORDER BY from_minute`;
const FIND = `SELECT ${COLUMNS} FROM episode_note WHERE objective_id = $1 AND episode_id = $2`;

/* Nothing is inserted for an objective that is gone. The episode's minutes are those of the last writing. */
const PUT = `
  INSERT INTO episode_note (objective_id, episode_id, from_minute, to_minute, cause, owner, author, updated_at)
  SELECT id, $2, $3, $4, $5, $6, $7, clock_timestamp() FROM objective WHERE id = $1 FOR KEY SHARE
  ON CONFLICT (objective_id, episode_id) DO UPDATE
    SET from_minute = EXCLUDED.from_minute, to_minute = EXCLUDED.to_minute, cause = EXCLUDED.cause, owner = EXCLUDED.owner,
        author = EXCLUDED.author, updated_at = EXCLUDED.updated_at
  RETURNING ${COLUMNS}`;

interface Row {
  readonly objective_id: string;
  readonly episode_id: string;
  readonly from_minute: number;
  readonly to_minute: number;
  readonly cause: string | null;
  readonly owner: string | null;
  readonly author: string;
  readonly updated_ms: number;
}

const toNote = (row: Row): StoredEpisodeNote => ({
  objectiveId: row.objective_id,
  id: row.episode_id,
  from: row.from_minute,
  to: row.to_minute,
  cause: row.cause,
  owner: row.owner,
  author: row.author,
  updatedAtMs: row.updated_ms,
});

export const makeEpisodeNoteStore = (pool: pg.Pool): EpisodeNoteStore => ({
  within: async (objectiveIds, { start, end }) => {
    const { rows } = await pool.query<Row>(WITHIN, [objectiveIds, start, end]);
    const notes = new Map<string, StoredEpisodeNote[]>();
    for (const row of rows) notes.set(row.objective_id, [...(notes.get(row.objective_id) ?? []), toNote(row)]);
    return notes;
  },
  find: async (objectiveId, id) => {
    const { rows } = await pool.query<Row>(FIND, [objectiveId, id]);
    return rows[0] === undefined ? null : toNote(rows[0]);
  },
  put: async ({ objectiveId, id, from, to, cause, owner, author }) => {
    const { rows } = await pool.query<Row>(PUT, [objectiveId, id, from, to, cause, owner, author]);
    return rows[0] === undefined ? null : toNote(rows[0]);
  },
});
