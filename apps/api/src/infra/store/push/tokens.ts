import type pg from "pg";
import type { Sender, TokenReader } from "../../../usecases/push/push-store.ts";
import { toInstant } from "../evaluation/to-instant.ts";

interface Row {
  readonly source_id: string;
  readonly name: string;
  readonly kind: string;
  readonly connection: unknown;
  readonly last_used_at: Date | null;
}

const FIND = `
  SELECT t.source_id, s.name, s.kind, s.connection, t.last_used_at
  FROM source_token t JOIN source s ON s.id = t.source_id WHERE t.hash = $1`;

const NOTE_USE = "UPDATE source_token SET last_used_at = $2 WHERE source_id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";

const toSender = ({ source_id, name, kind, connection, last_used_at }: Row): Sender => ({
  sourceId: source_id,
  source: name,
  kind,
  connection,
  lastUsedAtMs: last_used_at?.getTime() ?? null,
});

/** Tokens by their hash: how long a look-up takes says nothing about a token. */
export const makeTokenReader = (pool: Pick<pg.Pool, "query">): TokenReader => ({
  async find(hash) {
    const { rows } = await pool.query<Row>(FIND, [Buffer.from(hash)]);
    return rows[0] === undefined ? null : toSender(rows[0]);
  },
  async noteUse(sourceId, atMs) {
    await pool.query(NOTE_USE, [sourceId, toInstant(atMs)]);
  },
});
