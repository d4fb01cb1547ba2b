import type pg from "pg";

/** What the server needs to be started with. */
export const SERVER_CLOCK_SETTINGS = { shared_preload_libraries: "pg_stat_statements", "pg_stat_statements.track_planning": "on" };

/** Time in the database by its own clock: planning and execution, without the way there and back and without pauses of the asking process. */
export interface ServerClock {
  reset(): Promise<void>;
  /** Milliseconds of all statements since the reset. */
  read(): Promise<number>;
}

export async function startServerClock(pool: pg.Pool): Promise<ServerClock> {
  await pool.query("CREATE EXTENSION pg_stat_statements");
  return {
    reset: async () => {
      await pool.query("SELECT pg_stat_statements_reset()");
    },
    read: async () => {
      const { rows } = await pool.query<{ ms: number }>(
        "SELECT coalesce(sum(total_plan_time + total_exec_time), 0) AS ms FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'",
      );
      return rows[0]?.ms ?? 0;
    },
  };
}
