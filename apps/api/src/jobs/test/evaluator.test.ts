import { MINUTE_MS } from "@solvent/domain";
import { afterEach, expect, test } from "vitest";
import type { LeaseStore } from "../../usecases/lease/lease.ts";
import type { MinuteTransaction, StreamHead } from "../../usecases/minutes/minute-store.ts";
import { type Evaluator, makeEvaluator } from "../evaluator.ts";
import type { EvaluationStore } from "../evaluator-parts.ts";
import { ignoredMetrics } from "../shared/evaluator-metrics.ts";
import { type FakeClock, makeFakeClock } from "./fake-clock.ts";
import { makeFakeSource } from "./fake-source.ts";

const START = 31_557_600;
const settle = async () => {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** A lease in memory that several evaluators share, on the clock of the test. */
function makeSharedLease(clock: FakeClock): LeaseStore & { cutOff(owner: string): void } {
  let held = { owner: "", token: 0n, expiresAtMs: 0 };
  const cut = new Set<string>();
  return {
    cutOff: (owner) => void cut.add(owner),
    async acquire(owner, ttlMs) {
      if (cut.has(owner)) throw new Error("no route to the database");
      const nowMs = clock.wallMs();
      if (held.owner !== owner && held.expiresAtMs > nowMs) return null;
      const token = held.owner === owner && held.expiresAtMs > nowMs ? held.token : held.token + 1n;
      held = { owner, token, expiresAtMs: nowMs + ttlMs };
      return { fence: { owner, token }, expiresAtMs: held.expiresAtMs, nowMs };
    },
    async release({ owner }) {
      if (held.owner === owner && !cut.has(owner)) held = { ...held, expiresAtMs: clock.wallMs() };
    },
  };
}

interface Written {
  readonly owner: string;
  readonly from: number;
  readonly to: number;
}

/** One stream in memory, enough for the loops of the evaluator. */
function makeWorld() {
  const clock = makeFakeClock(START * MINUTE_MS + 40_000);
  const leases = makeSharedLease(clock);
  const head = { streamId: 1, firstMinute: START - 60, watermark: START - 1 };
  const written: Written[] = [];
  const source = makeFakeSource();
  source.answer("shop", () => ({ good: 1, total: 1 }));
  const nothing = async () => [];
  const nothingAbove = async () => ({ levels: [], sourceIds: [] });
  const store: EvaluationStore = {
    plans: {
      plan: async () => ({
        sources: [{ sourceId: "s", name: "prom", failing: false, alerted: false }],
        streams: [
          {
            ...head,
            sourceId: "s",
            query: { canonical: "shop" },
            probe: { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] },
          },
        ],
        objectives: [],
      }),
      terms: nothing,
    },
    indicators: {
      indicatorsOf: async () => [
        {
          streamId: 1,
          indicator: {
            kind: "ratio",
            counter: true,
            numerator: "good",
            part: { source: "s", spec: {} },
            total: { source: "s", spec: { query: "shop" } },
          },
        },
      ],
    },
    rules: { rulesOf: nothing, changeRules: async () => undefined },
    alerts: {
      presentSubjects: async () => new Map(),
      findOpen: async () => new Map(),
      open: async () => undefined,
      record: async () => undefined,
      close: async () => undefined,
      wereRefilled: nothing,
      noteSilence: async () => undefined,
      openBurns: async () => new Map(),
    },
    failingSources: { failingSource: async () => null },
    orphans: { orphanedAlerts: nothing, stillOrphaned: nothing },
    reviews: {
      sourcesWithUnreviewed: nothing,
      unreviewed: nothing,
      markReviewed: async () => undefined,
      addPast: async () => undefined,
    },
    watch: { nowMs: async () => 0, lagBehind: async () => null, hasOpenAlert: async () => false, exclusively: async () => undefined },
    refilled: { refilledSince: nothing, markRefilled: async () => undefined },
    gaps: { unfilled: nothing, revise: async () => undefined },
    gapQueue: { sourcesWithDueGaps: nothing, dueGaps: nothing, postpone: async () => undefined },
    refillRequests: {
      sourcesWithRequests: nothing,
      next: async () => null,
      readersOf: nothing,
      begin: async () => undefined,
      progress: async () => undefined,
      end: async () => undefined,
    },
    reconciliations: {
      sourcesToReconcile: nothing,
      due: nothing,
      present: nothing,
      plan: async () => undefined,
      done: async () => undefined,
    },
    backfills: { sourcesWithBackfills: nothing, runnable: nothing, progress: async () => undefined },
    health: { noteHealth: async () => undefined, noteVersion: async () => undefined, expediteGaps: async () => undefined },
    probes: { saveProbes: async () => undefined, staleProbes: nothing, sourcesWithoutVersion: nothing },
    clamps: { addClamped: async () => undefined },
    generated: { markGenerated: async () => undefined },
    switches: { switchStreams: async () => 0 },
    slices: {
      lackSlices: async () => false,
      makeSlices: async () => undefined,
      sourcesBehind: nothing,
      behind: nothing,
      fill: async () => 0,
    },
    composites: { behind: nothing, above: nothingAbove, hasMovedParts: async () => false, moveParts: async () => undefined, fill: nothing },
    groups: { due: nothing, absent: nothing, archive: async () => undefined },
    upkeep: {
      prepareAhead: async () => undefined,
      daysBefore: nothing,
      keptReasons: async () => ({ zones: [], objectives: [] }),
      dropAnchors: async () => undefined,
      dropDay: async () => undefined,
      unreadStreams: nothing,
      removeStreams: async () => undefined,
      dropAttempts: async () => undefined,
      dropSent: async () => false,
    },
  };
  const errors: unknown[] = [];
  const evaluatorOf = (owner: string): Evaluator => {
    const transaction = (): MinuteTransaction => ({
      scope: { kind: "pg-transaction" },
      async writeMinutes(writes) {
        const heads: StreamHead[] = writes.map(({ block }) => {
          head.watermark = Math.max(head.watermark, block.from + block.good.length);
          written.push({ owner, from: block.from - START, to: head.watermark - START });
          return { ...head };
        });
        return { heads, corrected: [] };
      },
      openGaps: async () => undefined,
      totalsAt: async () => ({ at: () => null }),
      compositeTrees: async () => new Map(),
      minutesBetween: async (_stream, from) => ({ from, good: [], total: [], missing: [] }),
    });
    return makeEvaluator({
      leases,
      minutes: { inFence: (_fence, work) => work(transaction()), series: nothing },
      store,
      adjustments: { within: async () => new Map(), endedWithin: nothing },
      handles: { get: async () => ({ ok: true, value: source.handle }) },
      requestsPerMinute: () => 0,
      clock,
      metrics: ignoredMetrics,
      owner,
      retentionDays: 100,
      freezePeriods: async () => undefined,
      syncGroup: async () => ({ kind: "outdated" }),
      onError: (error) => errors.push(error),
    });
  };
  /** Moves on in steps, so that every timer rings at its time and what it starts can finish. */
  async function move(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      clock.moveTo(clock.wallMs() + 1000);
      await settle();
    }
  }
  return { clock, leases, evaluatorOf, written, source, errors, move, head };
}

const running: Evaluator[] = [];
const started = (evaluator: Evaluator): Evaluator => {
  evaluator.start();
  running.push(evaluator);
  return evaluator;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((evaluator) => evaluator.stop()));
});

test("after the first tick each minute is written 30 s after it closed, the ingest delay of its source", async () => {
  const world = makeWorld();
  const evaluator = started(world.evaluatorOf("a"));
  await settle();
  expect(world.written).toEqual([{ owner: "a", from: -3, to: 0 }]);
  await world.move(49);
  expect(world.written).toHaveLength(1);
  await world.move(3);
  expect(world.written.at(-1)).toEqual({ owner: "a", from: -2, to: 1 });
  await world.move(61);
  expect(world.written.at(-1)).toEqual({ owner: "a", from: -1, to: 2 });
  expect(evaluator.state()).toMatchObject({ role: "leader", lastTick: { streams: 1, failedSources: [], busySources: [] } });
  expect(world.errors).toEqual([]);
});

test("of two processes one writes, and the other takes over within 20 s of losing the first", async () => {
  const world = makeWorld();
  const first = started(world.evaluatorOf("a"));
  await settle();
  const second = started(world.evaluatorOf("b"));
  await world.move(70);
  expect([first.state().role, second.state().role]).toEqual(["leader", "follower"]);
  expect(new Set(world.written.map(({ owner }) => owner))).toEqual(new Set(["a"]));
  world.leases.cutOff("a");
  await world.move(20);
  expect([first.state().role, second.state().role]).toEqual(["follower", "leader"]);
  await world.move(60);
  expect(world.written.at(-1)?.owner).toBe("b");
  expect(world.errors.length).toBeGreaterThan(0);
});

test("a leader that stops gives the lease back, and the other one need not wait for its end", async () => {
  const world = makeWorld();
  const first = started(world.evaluatorOf("a"));
  await settle();
  const second = started(world.evaluatorOf("b"));
  await world.move(10);
  await first.stop();
  await world.move(2);
  expect(second.state().role).toBe("leader");
});

test("a slow read does not keep the next minute waiting, and stop gives up what is under way", async () => {
  const world = makeWorld();
  let aborted = 0;
  const held: (() => void)[] = [];
  world.source.before(() => new Promise<void>((resolve) => held.push(resolve)));
  const evaluator = started(world.evaluatorOf("a"));
  await world.move(130);
  expect(world.source.reads).toHaveLength(1);
  expect(evaluator.state().lastTick?.busySources).toEqual(["prom"]);
  const stopped = evaluator.stop().then(() => aborted++);
  for (const resolve of held) resolve();
  await stopped;
  expect(aborted).toBe(1);
  expect(world.written).toEqual([]);
  expect(evaluator.state().role).toBe("stopped");
});

test("a nudge starts a tick at once", async () => {
  const world = makeWorld();
  const evaluator = started(world.evaluatorOf("a"));
  await settle();
  world.head.watermark = START - 1;
  evaluator.nudge();
  await settle();
  expect(world.written).toHaveLength(2);
});
