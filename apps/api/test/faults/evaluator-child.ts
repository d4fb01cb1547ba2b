import { randomUUID } from "node:crypto";
import process from "node:process";
import { makeTestHttpClient } from "../../../../packages/testing/src/http-client.ts";
import { makePrometheusHandles } from "../../bench/tick/prometheus-handle.ts";
import { makeRecurrences } from "../../src/infra/recurrence/recurrences.ts";
import { makeAppliedAdjustments } from "../../src/infra/store/adjustments/applied-adjustments.ts";
import { makeEndedAdjustments } from "../../src/infra/store/evaluation/ended-adjustments.ts";
import { makeEvaluationStore } from "../../src/infra/store/evaluation/evaluation-store.ts";
import { makeLeaseStore } from "../../src/infra/store/lease/lease-store.ts";
import { makeMinuteStore } from "../../src/infra/store/minutes/minute-store.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import { makeEvaluator } from "../../src/jobs/evaluator.ts";
import { type Clock, systemClock } from "../../src/jobs/shared/clock.ts";
import { ignoredMetrics } from "../../src/jobs/shared/evaluator-metrics.ts";
import type { ChildSettings } from "./child-settings.ts";

/**
 * An evaluator as a process of its own, to be killed. Prints "asked" whenever it has asked for the lease, "leading" and "following" when
 * that changes, and "tick" after ticks.
 */
const settings = JSON.parse(process.argv[2] ?? "{}") as ChildSettings;
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Time that runs `speed` times as fast as the machine's: a minute need not take a minute. */
const startedMs = systemClock.wallMs();
const playedMs = () => settings.playedFromMs + (systemClock.wallMs() - settings.playedSinceMs) * settings.speed;
const clock: Clock = {
  wallMs: playedMs,
  monotonicMs: () => (systemClock.wallMs() - startedMs) * settings.speed,
  after: (ms, call) => systemClock.after(ms / settings.speed, call),
};

const onError = (error: unknown) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
const pool = makePool({ connectionString: settings.databaseUrl, size: 5, applicationName: "fault-child", onError });
const leases = makeLeaseStore(pool);
const minutes = makeMinuteStore(pool);
const evaluator = makeEvaluator({
  leases: {
    async acquire(owner, ttlMs) {
      const grant = await leases.acquire(owner, ttlMs);
      say("asked");
      return grant === null ? null : { ...grant, nowMs: playedMs() };
    },
    release: (fence) => leases.release(fence),
  },
  minutes,
  store: makeEvaluationStore(pool, minutes),
  adjustments: { ...makeAppliedAdjustments(pool, makeRecurrences()), ...makeEndedAdjustments(pool, makeRecurrences()) },
  handles: makePrometheusHandles(settings.simulatorUrl, makeTestHttpClient(), playedMs),
  requestsPerMinute: () => 0,
  clock,
  metrics: {
    ...ignoredMetrics,
    tickDuration: () => say("tick"),
    leaseChanged: () => say(evaluator.state().role === "leader" ? "leading" : "following"),
  },
  owner: randomUUID(),
  retentionDays: 100,
  freezePeriods: async () => undefined,
  syncGroup: async () => ({ kind: "outdated" }),
  onError,
});
evaluator.start();
process.once("SIGTERM", () => {
  void evaluator
    .stop()
    .then(() => pool.end())
    .then(() => process.exit(0));
});
