import { createHash } from "node:crypto";
import type pg from "pg";
import { sqlState } from "./minutes/fence.ts";

/** A reading statement whose plan a connection keeps. The same text has the same name in every process. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/** For statements asked again and again that take longer to plan than to run. Their columns are named one by one, never `*`. */
export const prepared = (text: string): Prepared => ({
  name: `solvent_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`,
  text,
});

/*
 * A pooler in transaction mode that knows nothing of prepared statements hands the next question to a session that has not prepared it,
 * or that has already. And a plan may not outlive a change of the columns it returns.
 */
const NOT_PREPARED = new Set(["26000", "42P05", "0A000"]);

type Queryable = Pick<pg.Pool, "query">;

const withoutNames = new WeakSet<Queryable>();

/**
 * Asks a prepared statement outside of a transaction. Where something in between cannot keep it, it is asked as plain text, and so is
 * everything after it.
 */
export async function askPrepared<Row extends pg.QueryResultRow>(
  pool: Queryable,
  { name, text }: Prepared,
  values: unknown[],
): Promise<pg.QueryResult<Row>> {
  if (!withoutNames.has(pool)) {
    try {
      return await pool.query<Row>({ name, text, values });
    } catch (error) {
      if (!NOT_PREPARED.has(sqlState(error) ?? "")) throw error;
      withoutNames.add(pool);
    }
  }
  return pool.query<Row>(text, values);
}
