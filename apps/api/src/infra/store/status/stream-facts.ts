import type pg from "pg";
import type { StreamFacts, StreamFactsReader } from "../../../usecases/insight/stream-facts.ts";
import { StoredProbe } from "../definitions/stored-json.ts";

interface Row {
  readonly query: string;
  readonly probe: unknown;
  readonly clamped_minutes: string;
}

function toFacts({ query, probe, clamped_minutes }: Row): StreamFacts {
  const known = probe === null ? null : StoredProbe.parse(probe);
  return { query, strategy: known?.strategy ?? null, exactness: known?.exactness ?? null, clampedMinutes: Number(clamped_minutes) };
}

export const makeStreamFactsReader = (pool: Pick<pg.Pool, "query">): StreamFactsReader => ({
  findFacts: async (streamId) => {
    const { rows } = await pool.query<Row>("select query, probe, clamped_minutes::text from stream where id = $1", [streamId]);
    return rows[0] === undefined ? null : toFacts(rows[0]);
  },
});
