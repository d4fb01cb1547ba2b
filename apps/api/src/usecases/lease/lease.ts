import type { Fence } from "../minutes/minute-store.ts";

/** What a successful acquisition or renewal says. All instants are the database's clock. */
export interface LeaseGrant {
  readonly fence: Fence;
  readonly expiresAtMs: number;
  /** Database time of the grant. Minute boundaries follow this clock. */
  readonly nowMs: number;
}

/** TTL 15 s, renewed every 5 s. `owner` is a random UUID per process start. */
export interface LeaseStore {
  /** Takes the lease if it is free or expired, or renews it `WHERE owner = me`; null when somebody else holds it. */
  acquire(owner: string, ttlMs: number): Promise<LeaseGrant | null>;
  /** Gives it up, so that a successor need not wait. */
  release(fence: Fence): Promise<void>;
}
