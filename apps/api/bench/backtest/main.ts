import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Backtest } from "@solvent/api-contract";
import { isoOfMinute, MINUTES_PER_DAY } from "@solvent/domain";
import { startLocalPostgres } from "../../src/infra/local-postgres/local-postgres.ts";
import { migrate } from "../../src/infra/store/migrate.ts";
import { type BenchHistory, LEAD_DAYS, makeHistory } from "./history.ts";
import { loadHistory, nameOf } from "./load.ts";
import { type Options, parseOptions } from "./options.ts";
import { POLICIES } from "./policies.ts";
import { type BenchService, startService } from "./service.ts";
import { isAsWalked } from "./verify.ts";

const MIGRATIONS = fileURLToPath(new URL("../../../../prisma/migrations", import.meta.url));

/** Asks for a backtest of months of one of many streams, each time of a Postgres that was just started; prints how long that takes. */
async function main(options: Options): Promise<void> {
  const directory = mkdtempSync(join(options.directory, "solvent-bench-backtest-"));
  chmodSync(directory, 0o755);
  try {
    const result = await measure(options, directory);
    process.stdout.write(`${JSON.stringify(result, null, options.json ? undefined : 2)}\n`);
    if (!result.verified) process.exitCode = 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function load(options: Options, directory: string, history: BenchHistory) {
  const server = await startLocalPostgres({ dataDir: directory, sharedRoot: join(directory, "shared"), log });
  await migrate(server.url, MIGRATIONS).finally(() => server.stop());
  const service = await startService(directory, log);
  try {
    const started = performance.now();
    const streamMinutes = await loadHistory(service, { history, streams: options.streams, log });
    return { streamMinutes, loadMs: Math.round(performance.now() - started) };
  } finally {
    await service.stop();
  }
}

async function measure(options: Options, directory: string) {
  const history = makeHistory(options.days);
  const loaded = await load(options, directory, history);
  const runs = [];
  for (const seed of history.seeds) {
    const service = await startService(directory, log);
    try {
      runs.push(await askTwice(service, history, seed));
    } finally {
      await service.stop();
    }
  }
  const wallMs = Math.max(...runs.map(({ coldMs }) => coldMs));
  return {
    wallMs,
    verified: runs.every(({ verified }) => verified),
    cold: "the whole request, the first one after Postgres was restarted: its shared buffers are empty, the file cache of the system is not",
    warmMs: Math.max(...runs.map(({ warmMs }) => warmMs)),
    seeds: runs,
    ...loaded,
    streams: options.streams,
    days: options.days,
    policies: POLICIES.length,
    cpu: cpus()[0]?.model ?? "unknown",
    cpus: cpus().length,
    node: process.version,
  };
}

async function askTwice({ app }: BenchService, history: BenchHistory, seed: number) {
  const range = { start: history.start + LEAD_DAYS * MINUTES_PER_DAY, end: history.end };
  const body = { policies: POLICIES, from: isoOfMinute(range.start), to: isoOfMinute(range.end) };
  const ask = async () => {
    const [started, before] = [performance.now(), process.cpuUsage()];
    const { status, json, text } = await app.call("POST", `/objectives/${nameOf(seed)}/backtest`, { body });
    const elapsedMs = Math.round(performance.now() - started);
    const { user, system } = process.cpuUsage(before);
    if (status !== 200) throw new Error(text);
    return { elapsedMs, cpuMs: Math.round((user + system) / 1000), answer: Backtest.parse(json) };
  };
  const cold = await ask();
  const warm = await ask();
  return {
    seed,
    coldMs: cold.elapsedMs,
    coldCpuMs: cold.cpuMs,
    warmMs: warm.elapsedMs,
    warmCpuMs: warm.cpuMs,
    notices: cold.answer.policies.reduce((sum, { noticeCount }) => sum + noticeCount, 0),
    episodes: cold.answer.episodes.length,
    verified: isAsWalked(cold.answer, history.weeksOf(seed), range),
  };
}

await main(parseOptions(process.argv.slice(2), tmpdir()));
