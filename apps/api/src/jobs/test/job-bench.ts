import { randomUUID } from "node:crypto";
import { MINUTE_MS, type MinuteBlock } from "@solvent/domain";
import type pg from "pg";
import { makeRecurrences } from "../../infra/recurrence/recurrences.ts";
import { makeAppliedAdjustments } from "../../infra/store/adjustments/applied-adjustments.ts";
import { makeEndedAdjustments } from "../../infra/store/evaluation/ended-adjustments.ts";
import { makeEvaluationStore } from "../../infra/store/evaluation/evaluation-store.ts";
import { makeLeaseStore } from "../../infra/store/lease/lease-store.ts";
import { type MinuteStore, makeMinuteStore } from "../../infra/store/minutes/minute-store.ts";
import type { SyncGroup } from "../../usecases/group/sync-group.ts";
import type { LeaseStore } from "../../usecases/lease/lease.ts";
import { type EvaluatorParts, makeEvaluatorParts } from "../evaluator-parts.ts";
import { ignoredMetrics } from "../shared/evaluator-metrics.ts";
import type { SourceHandles } from "../shared/source-handle.ts";
import { type FakeClock, makeFakeClock } from "./fake-clock.ts";

/** 2030-01-01T00:00Z. Later than every clock that the tests run on, so what the database dates itself is never in the future. */
export const START = 31_557_600;
const INGEST_DELAY_MS = 30_000;
/** What every source is said to have been asked. */
export const REQUESTS_PER_MINUTE = 7;

export interface JobBench {
  readonly parts: EvaluatorParts;
  readonly clock: FakeClock;
  readonly minutes: MinuteStore;
  readonly errors: readonly unknown[];
  readonly counted: { corrections: number; staleWrites: number; readonly sourceErrors: string[] };
  /** Moves to the instant at which minutes before `minute` may be read and runs the tick of that minute. */
  tickAt(minute: number): Promise<void>;
  /** Ticks of every minute in (from, to]. */
  ticks(from: number, to: number): Promise<void>;
  /** Runs the background workers until none has anything left to do. */
  background(): Promise<void>;
  stored(streamId: number, from: number, to: number): Promise<MinuteBlock>;
}

/** The database ends a lease by its own clock: longer than any test takes, so that no slow machine loses one that the test's clock holds. */
const DATABASE_TTL_MS = 3_600_000;

/** The lease of the database, on the clock of the test. */
const onClock = (leases: LeaseStore, clock: FakeClock): LeaseStore => ({
  async acquire(owner) {
    const grant = await leases.acquire(owner, DATABASE_TTL_MS);
    return grant === null ? null : { ...grant, nowMs: clock.wallMs() };
  },
  release: (fence) => leases.release(fence),
});

const NO_GROUPS: SyncGroup = async () => ({ kind: "outdated" });

/** The real jobs over a real database, with a clock that the test moves and sources that it plays. */
export function makeJobBench(pool: pg.Pool, handles: SourceHandles, retentionDays = 100, syncGroup: SyncGroup = NO_GROUPS): JobBench {
  const clock = makeFakeClock(START * MINUTE_MS);
  const errors: unknown[] = [];
  const counted = { corrections: 0, staleWrites: 0, sourceErrors: [] as string[] };
  const minutes = makeMinuteStore(pool);
  const { signal } = new AbortController();
  const metrics = {
    ...ignoredMetrics,
    corrections: (count: number) => {
      counted.corrections += count;
    },
    staleWriteRefused: () => void counted.staleWrites++,
    sourceError: (source: string, failure: string) => void counted.sourceErrors.push(`${source} ${failure}`),
  };
  const parts = makeEvaluatorParts(
    {
      leases: onClock(makeLeaseStore(pool), clock),
      minutes,
      store: makeEvaluationStore(pool, minutes),
      adjustments: { ...makeAppliedAdjustments(pool, makeRecurrences()), ...makeEndedAdjustments(pool, makeRecurrences()) },
      handles,
      requestsPerMinute: () => REQUESTS_PER_MINUTE,
      clock,
      metrics,
      owner: randomUUID(),
      retentionDays,
      freezePeriods: async () => undefined,
      syncGroup,
      onError: (error) => void errors.push(error),
    },
    () => undefined,
  );

  async function tickAt(minute: number): Promise<void> {
    clock.moveTo(minute * MINUTE_MS + INGEST_DELAY_MS);
    await parts.keeper.renew();
    await parts.tick.run(clock.wallMs(), signal);
  }

  async function background(): Promise<void> {
    await parts.keeper.renew();
    for (let workers = await parts.background.pump(signal); workers.length > 0; workers = await parts.background.pump(signal)) {
      const errorsBefore = errors.length;
      await Promise.all(workers);
      if (errors.length > errorsBefore) return;
    }
  }

  return {
    parts,
    clock,
    minutes,
    errors,
    counted,
    tickAt,
    background,
    async ticks(from, to) {
      for (let minute = from + 1; minute <= to; minute++) await tickAt(minute);
    },
    stored: (streamId, from, to) => minutes.minutesBetween(streamId, from, to),
  };
}
