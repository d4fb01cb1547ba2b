import type pg from "pg";
import type { LeaseGrant, LeaseStore } from "../../../usecases/lease/lease.ts";

/** The one lease there is: whoever holds it may write minutes, verdicts and transitions. */
export const WRITER_LEASE = "writer";

interface GrantRow {
  readonly token: bigint;
  readonly expires_at: Date;
  readonly granted_at: Date;
}

/*
 * One statement decides, on the row as it is after waiting for running batches (they hold it FOR SHARE), with a clock that is read
 * after that wait. A holder that is late gets a new token like anybody else: its batches from before must fail.
 */
const ACQUIRE = `
  INSERT INTO lease AS l (name, owner, token, expires_at)
  VALUES ($1, $2, 1, clock_timestamp() + $3 * interval '1 millisecond')
  ON CONFLICT (name) DO UPDATE SET
    owner = EXCLUDED.owner,
    token = l.token + CASE WHEN l.owner = EXCLUDED.owner AND l.expires_at > clock_timestamp() THEN 0 ELSE 1 END,
    expires_at = clock_timestamp() + $3 * interval '1 millisecond'
  WHERE l.owner = EXCLUDED.owner OR l.expires_at <= clock_timestamp()
  RETURNING token::int8 AS token, expires_at, clock_timestamp() AS granted_at`;

const RELEASE = `
  UPDATE lease SET expires_at = clock_timestamp()
  WHERE name = $1 AND owner = $2 AND token = $3::int8 AND expires_at > clock_timestamp()`;

/** Leases in the table `lease`. Every instant is the database's. */
export function makeLeaseStore(pool: pg.Pool): LeaseStore {
  return {
    async acquire(owner, ttlMs): Promise<LeaseGrant | null> {
      const { rows } = await pool.query<GrantRow>(ACQUIRE, [WRITER_LEASE, owner, ttlMs]);
      const grant = rows[0];
      if (grant === undefined) return null;
      return {
        fence: { owner, token: BigInt(grant.token) },
        expiresAtMs: grant.expires_at.getTime(),
        nowMs: grant.granted_at.getTime(),
      };
    },
    async release({ owner, token }) {
      await pool.query(RELEASE, [WRITER_LEASE, owner, token]);
    },
  };
}
