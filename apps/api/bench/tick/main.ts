import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { MINUTE_MS } from "@solvent/domain";
import { makeFleet } from "@solvent/testing";
import { makeAddressPolicy } from "../../src/infra/http/address-policy.ts";
import { makeOutgoingHttp } from "../../src/infra/http/http-client.ts";
import { resolveHost } from "../../src/infra/http/resolve-host.ts";
import { type LocalPostgres, startLocalPostgres } from "../../src/infra/local-postgres/local-postgres.ts";
import { makeRecurrences } from "../../src/infra/recurrence/recurrences.ts";
import { makeAppliedAdjustments } from "../../src/infra/store/adjustments/applied-adjustments.ts";
import { makeEndedAdjustments } from "../../src/infra/store/evaluation/ended-adjustments.ts";
import { makeEvaluationStore } from "../../src/infra/store/evaluation/evaluation-store.ts";
import { makeLeaseStore } from "../../src/infra/store/lease/lease-store.ts";
import { migrate } from "../../src/infra/store/migrate.ts";
import { makeMinuteStore } from "../../src/infra/store/minutes/minute-store.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import { makeEvaluatorParts } from "../../src/jobs/evaluator-parts.ts";
import { systemClock } from "../../src/jobs/shared/clock.ts";
import { ignoredMetrics } from "../../src/jobs/shared/evaluator-metrics.ts";
import type { LeaseStore } from "../../src/usecases/lease/lease.ts";
import { makeCpuClock } from "./cpu-time.ts";
import { loadHistory } from "./load-history.ts";
import { type Options, parseOptions } from "./options.ts";
import { makePrometheusHandles } from "./prometheus-handle.ts";
import { SCRAPE_SECONDS, seedFleet } from "./seed-fleet.ts";
import { startSimulatorProcess } from "./simulator-process.ts";
import { verifyMinutes } from "./verify.ts";

const MIGRATIONS = fileURLToPath(new URL("../../../../prisma/migrations", import.meta.url));
const WARM_UP_TICKS = 2;
const SEED = 1;
const TARGET_WALL_MS = 20_000;
const DELAY_MS = 30_020;
/** The simulator scrapes from here on; the first ticks need five minutes before them. */
const SIMULATED_MINUTES_BEFORE = 120;

interface TickFigures {
  readonly wallMs: number;
  readonly cpuMs: number | null;
  readonly streams: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const log = (line: string) => process.stderr.write(`${line}\n`);

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** The real lease of the database; minute boundaries are played, so that a minute need not take a minute. */
const playing = (leases: LeaseStore, nowMs: () => number): LeaseStore => ({
  async acquire(owner, ttlMs) {
    const grant = await leases.acquire(owner, ttlMs);
    return grant === null ? null : { ...grant, nowMs: nowMs() };
  },
  release: (fence) => leases.release(fence),
});

async function measure(options: Options, server: LocalPostgres) {
  const end = Math.floor(systemClock.wallMs() / MINUTE_MS / 60) * 60 - 60;
  const startSeconds = (end - SIMULATED_MINUTES_BEFORE) * 60;
  const fleet = { seed: SEED, services: options.selectors, seriesPerService: options.series, scrapeSeconds: SCRAPE_SECONDS, startSeconds };
  const policy = makeAddressPolicy({ listenHost: "127.0.0.1", allowedTargets: [], own: () => null });
  const http = makeOutgoingHttp({ policy, resolve: resolveHost, version: "bench" });
  const simulator = await startSimulatorProcess({ ...fleet, latencyMs: options.latencyMs });
  const pool = makePool({
    connectionString: server.url,
    size: 6,
    applicationName: "solvent-bench",
    onError: (error) => log(error.message),
  });
  try {
    await migrate(server.url, MIGRATIONS);
    const seeded = await seedFleet(pool, {
      url: simulator.url,
      selectors: options.selectors,
      series: options.series,
      objectives: options.objectives,
      firstMinute: end,
    });
    let playedMs = end * MINUTE_MS + DELAY_MS;
    const minutes = makeMinuteStore(pool);
    const parts = makeEvaluatorParts(
      {
        leases: playing(makeLeaseStore(pool), () => playedMs),
        minutes,
        store: makeEvaluationStore(pool, minutes),
        adjustments: { ...makeAppliedAdjustments(pool, makeRecurrences()), ...makeEndedAdjustments(pool, makeRecurrences()) },
        handles: makePrometheusHandles(simulator.url, http, () => playedMs),
        requestsPerMinute: () => 0,
        clock: systemClock,
        metrics: ignoredMetrics,
        owner: randomUUID(),
        retentionDays: 100,
        freezePeriods: async () => undefined,
        syncGroup: async () => ({ kind: "outdated" }),
        onError: (error) => log(String(error)),
      },
      () => undefined,
    );
    const fence = async () => {
      await parts.keeper.renew();
      const held = parts.keeper.fence();
      if (held === null) throw new Error("the lease of the benchmark's own database is taken");
      return held;
    };
    const loadStarted = performance.now();
    await loadHistory(minutes, fence, { streamIds: seeded.streamIds, end, days: options.days });
    const historyMs = round(performance.now() - loadStarted);
    await pool.query("VACUUM (ANALYZE)");
    log(`loaded ${options.days} days of ${options.selectors} streams in ${historyMs} ms`);

    const cpu = makeCpuClock(server.dataDir);
    const { signal } = new AbortController();
    const ticks: TickFigures[] = [];
    let rssMb = 0;
    for (let n = 1; n <= WARM_UP_TICKS + options.ticks; n++) {
      playedMs = (end + n) * MINUTE_MS + DELAY_MS;
      await parts.keeper.renew();
      const cpuBefore = cpu();
      const startedMs = performance.now();
      const report = await parts.tick.run(playedMs, signal);
      const wallMs = round(performance.now() - startedMs);
      const cpuAfter = cpu();
      rssMb = Math.max(rssMb, Math.round(process.memoryUsage().rss / 2 ** 20));
      const cpuMs = cpuBefore === null || cpuAfter === null ? null : round(cpuAfter - cpuBefore);
      if (report.failedSources.length > 0) throw new Error(`tick ${n} failed: ${report.failedSources.join(", ")}`);
      if (n > WARM_UP_TICKS) ticks.push({ wallMs, cpuMs, streams: report.streams });
      log(`tick ${n}${n > WARM_UP_TICKS ? "" : " (warm-up)"}: ${wallMs} ms, cpu ${cpuMs} ms`);
    }
    const verified = await verifyMinutes(minutes, makeFleet(fleet), {
      streamIds: seeded.streamIds,
      from: end,
      to: end + WARM_UP_TICKS + options.ticks,
    });
    await parts.keeper.release();
    return { historyMs, ticks, rssMb, verified };
  } finally {
    await http.close();
    await pool.end();
    await simulator.stop();
  }
}

function toResult(options: Options, { historyMs, ticks, rssMb, verified }: Awaited<ReturnType<typeof measure>>) {
  const wall = ticks.map(({ wallMs }) => wallMs);
  const cpu = ticks.flatMap(({ cpuMs }) => cpuMs ?? []);
  return {
    bench: "tick",
    wallMsP95: percentile(wall, 0.95),
    wallMsMedian: percentile(wall, 0.5),
    targetWallMs: TARGET_WALL_MS,
    cpuMs: cpu.length === ticks.length ? round(cpu.reduce((sum, each) => sum + each, 0) / cpu.length) : null,
    cpuCounts: "per tick: this process and its Postgres, without the simulator",
    rssMb,
    ticks,
    verified,
    history: {
      days: options.days,
      loadMs: historyMs,
      how: "generated counts through writeMinutes, not read from the simulator; the ticks' own minutes are verified",
    },
    minutes: "played: the next minute starts when the tick before is done; lease, HTTP, database and clock of the lease are real",
    probes: "stored beforehand",
    shape: {
      selectors: options.selectors,
      seriesPerSelector: options.series,
      objectives: options.objectives,
      latencyMs: options.latencyMs,
      warmUpTicks: WARM_UP_TICKS,
    },
    machine: {
      cpus: cpus().length,
      model: cpus()[0]?.model ?? "",
      memoryMb: Math.round(totalmem() / 2 ** 20),
      os: release(),
      node: process.version,
    },
  };
}

/** Reads, stores and judges a fleet minute by minute against a simulated Prometheus in another process; prints what that costs. */
async function main(options: Options): Promise<void> {
  const directory = mkdtempSync(join(options.directory, "solvent-bench-tick-"));
  // The server may run under another account than this process.
  chmodSync(directory, 0o755);
  try {
    const server = await startLocalPostgres({ dataDir: directory, sharedRoot: join(directory, "shared"), log });
    try {
      const result = toResult(options, await measure(options, server));
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`);
      if (result.verified.mismatches > 0 || result.wallMsP95 > TARGET_WALL_MS) process.exitCode = 1;
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

await main(parseOptions(process.argv.slice(2), tmpdir()));
