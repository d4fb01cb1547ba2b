import pg from "pg";

/** Runs one statement outside of the service, on a connection of its own. */
export async function query<T extends pg.QueryResultRow>(url: string, sql: string, values: readonly unknown[] = []): Promise<T[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<T>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Takes away every definition and what hangs on it, and starts all numbers again. */
export const removeEverything = (url: string): Promise<unknown> =>
  query(
    url,
    "TRUNCATE team, service, source, source_secret, source_health, objective, objective_revision, stream, gap, backfill, rule_state, alert_policy, notification_target, delivery RESTART IDENTITY CASCADE",
  );
