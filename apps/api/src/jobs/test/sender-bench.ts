import { setImmediate as turn } from "node:timers/promises";
import type { DeliveryFailure, DeliveryOutcome, Message } from "@solvent/notifiers";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach } from "vitest";
import { makeOutboxStore } from "../../infra/store/outbox/outbox-store.ts";
import { makePool } from "../../infra/store/pool.ts";
import type { OutboxStore } from "../sender/outbox-store.ts";
import { makeSender, type Sender } from "../sender/sender.ts";
import { ignoredSenderMetrics } from "../sender/sender-metrics.ts";
import type { TargetHandles } from "../sender/target-handle.ts";
import { type FakeClock, makeFakeClock } from "./fake-clock.ts";

export const START_MS = Date.UTC(2026, 10, 28, 12);

/** What a target does with a message; a promise that stays open is a receiver that hangs. */
export type Answer = (message: Message, signal: AbortSignal) => Promise<DeliveryOutcome>;

export const accepted: DeliveryOutcome = { ok: true, status: 200, answer: "ok" };
export const refused = (change: Partial<DeliveryFailure> = {}): DeliveryOutcome => ({
  ok: false,
  failure: {
    class: "server-error",
    permanent: false,
    maybeAccepted: false,
    status: 500,
    message: "oops",
    retryAfterSeconds: null,
    ...change,
  },
});

export interface BenchOptions {
  readonly targets: TargetHandles;
  /** Attempts that hang now: the time does not go on for them by itself. */
  readonly hanging?: () => number;
}

export interface SenderBench {
  readonly pool: pg.Pool;
  readonly clock: FakeClock;
  readonly outbox: OutboxStore;
  /** Everything unexpected so far. */
  readonly errors: unknown[];
  /** Starts a sender, as another process would. */
  start(options: BenchOptions): Sender;
  /** Nothing is going on any more until the time moves on. */
  quiet(): Promise<void>;
  /** Moves the time on in small steps, letting everything that is due happen. */
  pass(ms: number, stepMs?: number): Promise<void>;
}

/** Quiet means quiet for so many turns of the event loop: between two calls of a port the sender only needs microtasks. */
const QUIET_TURNS = 4;

/** Senders on a database of their own, on a clock that the test moves: the database's clock and the machine's are the same played time. */
export function useSenderBench(): SenderBench {
  const database = useTestDatabase("test");
  let pool: pg.Pool;
  let clock: FakeClock;
  let errors: unknown[] = [];
  let senders: Sender[] = [];
  let busy = 0;
  let hanging: (() => number)[] = [];

  const counted =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      busy += 1;
      try {
        return await work(...args);
      } finally {
        busy -= 1;
      }
    };

  beforeEach(() => {
    pool = makePool({ connectionString: database.url, size: 8, applicationName: "sender-test", onError: () => undefined });
    clock = makeFakeClock(START_MS);
    [errors, senders, hanging, busy] = [[], [], [], 0];
  });
  afterEach(async () => {
    const stopped = Promise.all(senders.map((sender) => sender.stop()));
    clock.moveTo(clock.wallMs() + 60_000);
    await stopped;
    await pool.end();
  });

  const outboxOf = (): OutboxStore => {
    const store = makeOutboxStore(pool, () => clock.wallMs());
    return {
      dueTargets: counted(() => store.dueTargets()),
      claim: counted((targetId, lockMs, decide) => store.claim(targetId, lockMs, decide)),
      settle: counted((settlement) => store.settle(settlement)),
      sweep: counted(() => store.sweep()),
    };
  };

  const bench: SenderBench = {
    get pool() {
      return pool;
    },
    get clock() {
      return clock;
    },
    get outbox() {
      return outboxOf();
    },
    get errors() {
      return errors;
    },
    start({ targets, hanging: hangingNow }) {
      if (hangingNow !== undefined) hanging.push(hangingNow);
      const handles: TargetHandles = {
        get: counted(async (targetId) => {
          const outcome = await targets.get(targetId);
          if (!outcome.ok) return outcome;
          const { minIntervalMs, send } = outcome.value;
          return { ok: true, value: { minIntervalMs, send: counted((message, signal) => send(message, signal)) } };
        }),
      };
      const sender = makeSender({
        outbox: outboxOf(),
        targets: handles,
        exhaustion: async () => ({ kind: "unknown" }),
        clock,
        metrics: ignoredSenderMetrics,
        publicUrl: "https://solvent.example.com",
        random: () => 0.5,
        onError: (error) => errors.push(error),
      });
      senders.push(sender);
      sender.start();
      return sender;
    },
    async quiet() {
      for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
        await turn();
        if (busy !== hanging.reduce((sum, now) => sum + now(), 0)) turns = -1;
      }
    },
    async pass(ms, stepMs = 500) {
      const endMs = clock.wallMs() + ms;
      await bench.quiet();
      while (clock.wallMs() < endMs) {
        clock.moveTo(Math.min(endMs, clock.wallMs() + stepMs));
        await bench.quiet();
      }
    },
  };
  return bench;
}

export interface Told {
  readonly target: string;
  readonly message: Message;
  readonly atMs: number;
}

/** Targets by id that answer as told, and everything that they accepted. */
export function makeTargets(bench: SenderBench, minIntervalMs = 0) {
  const told: Told[] = [];
  const answers = new Map<string, Answer>();
  const handles: TargetHandles = {
    get: async (targetId) => ({
      ok: true,
      value: {
        minIntervalMs,
        send: async (message, signal) => {
          const outcome = await (answers.get(targetId) ?? (async () => accepted))(message, signal);
          if (outcome.ok) told.push({ target: targetId, message, atMs: bench.clock.wallMs() });
          return outcome;
        },
      },
    }),
  };
  return { told, handles, answer: (targetId: string, answer: Answer) => void answers.set(targetId, answer) };
}

/** Names in a message, in order: "checkout fired" or "checkout resolved first". */
export function namesIn(message: Message): string[] {
  if (message.kind === "summary") return message.items.flatMap(namesIn);
  if (message.kind === "test") return ["test"];
  const name = "objective" in message ? message.objective.name : "source" in message ? message.source : "evaluator";
  const over = "firstNotice" in message;
  return [`${name} ${over ? "resolved" : "fired"}${over && message.firstNotice ? " first" : ""}`];
}
