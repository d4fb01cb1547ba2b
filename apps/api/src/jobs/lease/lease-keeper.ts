import type { LeaseGrant, LeaseStore } from "../../usecases/lease/lease.ts";
import type { Fence } from "../../usecases/minutes/minute-store.ts";
import type { Clock } from "../shared/clock.ts";
import type { BatchGate } from "./batch-gate.ts";

const TTL_MS = 15_000;
const RENEW_EVERY_MS = 5_000;
/** A successor takes over at most TTL + this after the last renewal of a process that died. */
const TRY_EVERY_MS = 2_000;

export interface LeaseKeeperDeps {
  readonly leases: LeaseStore;
  readonly gate: BatchGate;
  readonly clock: Clock;
  /** Random UUID of this process start; a name that several processes share would make several leaders. */
  readonly owner: string;
  /** Called after every gain and loss. */
  readonly onChange: (leads: boolean) => void;
  readonly onError: (error: unknown) => void;
}

export interface LeaseKeeper {
  /** Tries to take or renew the lease once. */
  renew(): Promise<void>;
  /** Milliseconds until `renew` is due again. */
  dueInMs(): number;
  /** The present fence, or null. Null too when the last grant has run out by the monotonic clock. */
  fence(): Fence | null;
  /** The database's clock, carried forward by the monotonic one; null before the first grant. */
  databaseNowMs(): number | null;
  /** Stops leading at once, for a refused fence. */
  drop(): void;
  /** Gives the lease back, so that a successor need not wait. */
  release(): Promise<void>;
}

interface Held {
  readonly grant: LeaseGrant;
  /** Monotonic time before the request was sent: the lease cannot end later than this + TTL. */
  readonly askedAtMs: number;
}

export function makeLeaseKeeper(deps: LeaseKeeperDeps): LeaseKeeper {
  let held: Held | null = null;
  let clockOffsetMs: number | null = null;
  let lastTryMs = Number.NEGATIVE_INFINITY;

  const leads = () => held !== null && deps.clock.monotonicMs() < held.askedAtMs + TTL_MS;

  function drop(): void {
    if (held === null) return;
    held = null;
    deps.onChange(false);
  }

  function take(grant: LeaseGrant, askedAtMs: number): void {
    const led = held !== null;
    held = { grant, askedAtMs };
    // The answer's time was read between asking and now; the middle halves the error of a slow answer.
    clockOffsetMs = grant.nowMs - (askedAtMs + deps.clock.monotonicMs()) / 2;
    if (!led) deps.onChange(true);
  }

  async function renew(): Promise<void> {
    const askedAtMs = deps.clock.monotonicMs();
    lastTryMs = askedAtMs;
    deps.gate.close();
    try {
      const grant = await deps.leases.acquire(deps.owner, TTL_MS);
      if (grant === null) drop();
      else take(grant, askedAtMs);
    } catch (error) {
      drop();
      deps.onError(error);
    } finally {
      deps.gate.open();
    }
  }

  async function release(): Promise<void> {
    const fence = held?.grant.fence;
    drop();
    if (fence !== undefined) await deps.leases.release(fence);
  }

  return {
    renew,
    drop,
    release,
    fence: () => (leads() && held !== null ? held.grant.fence : null),
    databaseNowMs: () => (clockOffsetMs === null ? null : deps.clock.monotonicMs() + clockOffsetMs),
    dueInMs: () => Math.max(0, lastTryMs + (held === null ? TRY_EVERY_MS : RENEW_EVERY_MS) - deps.clock.monotonicMs()),
  };
}
