import process from "node:process";
import { makeAddressPolicy } from "../../src/infra/http/address-policy.ts";
import { makeOutgoingHttp } from "../../src/infra/http/http-client.ts";
import { makeOutboxStore } from "../../src/infra/store/outbox/outbox-store.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import type { OutboxStore } from "../../src/jobs/sender/outbox-store.ts";
import { makeSender } from "../../src/jobs/sender/sender.ts";
import { ignoredSenderMetrics } from "../../src/jobs/sender/sender-metrics.ts";
import type { TargetHandles } from "../../src/jobs/sender/target-handle.ts";
import { type Clock, systemClock } from "../../src/jobs/shared/clock.ts";
import { plainTarget } from "../support/plain-notifier.ts";
import type { SenderChildSettings } from "./sender-settings.ts";

/** A sender as a process of its own, which dies at a named point or is killed from outside. */
const settings = JSON.parse(process.argv[2] ?? "{}") as SenderChildSettings;

/** Time that runs `speed` times as fast as the machine's, the same for all children: a lock need not last half a minute. */
const playedMs = () => settings.playedFromMs + (systemClock.wallMs() - settings.playedSinceMs) * settings.speed;
const clock: Clock = {
  wallMs: playedMs,
  monotonicMs: () => systemClock.monotonicMs() * settings.speed,
  after: (ms, call) => systemClock.after(ms / settings.speed, call),
};

/** SIGKILL, like a process that the kernel ends: no handler, no finally, no COMMIT. */
function die(point: SenderChildSettings["dieAt"]): void {
  if (settings.dieAt === point) process.kill(process.pid, "SIGKILL");
}

const onError = (error: unknown) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
const pool = makePool({ connectionString: settings.databaseUrl, size: 4, applicationName: "sender-child", onError });
const store = makeOutboxStore(pool, playedMs);
const outbox: OutboxStore = {
  dueTargets: () => store.dueTargets(),
  async claim(targetId, lockMs, decide) {
    const outcome = await store.claim(targetId, lockMs, (view) => {
      const decision = decide(view);
      if (decision.send !== null) die("in-claim");
      return decision;
    });
    if (outcome.kind === "claimed") die("claimed");
    return outcome;
  },
  async settle(settlement) {
    die("sent");
    const settled = await store.settle(settlement);
    die("settled");
    return settled;
  },
  sweep: () => store.sweep(),
};

const policy = makeAddressPolicy({ listenHost: "127.0.0.1", allowedTargets: [], own: () => null });
const http = makeOutgoingHttp({ policy, resolve: async () => [{ address: "127.0.0.1", family: 4 }], version: "1" });
const target = plainTarget(http, settings.receiverUrl);
const targets: TargetHandles = { get: async () => ({ ok: true, value: target }) };

const sender = makeSender({
  outbox,
  targets,
  exhaustion: async () => ({ kind: "unknown" }),
  clock,
  metrics: ignoredSenderMetrics,
  publicUrl: null,
  random: Math.random,
  onError,
});
sender.start();
process.stdout.write("started\n");
process.once("SIGTERM", () => {
  void sender
    .stop()
    .then(() => Promise.all([pool.end(), http.close()]))
    .then(() => process.exit(0));
});
