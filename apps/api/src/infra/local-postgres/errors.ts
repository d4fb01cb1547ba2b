/** Why the embedded Postgres cannot be used, in words for the person who started Solvent. */
export class LocalPostgresError extends Error {
  override readonly name = "LocalPostgresError";
}

export const OUTSIDE_DATABASE_HINT = "Set DATABASE_URL to use a Postgres server of your own (version 14 or newer).";
