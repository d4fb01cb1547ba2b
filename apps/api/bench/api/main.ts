import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { addStreams, type BenchDatabase, startBenchDatabase } from "../store/bench-database.ts";
import { backfill } from "../store/phases.ts";
import { percentile } from "../store/questions.ts";
import { END, LOADED, Workload } from "../store/workload.ts";
import { type AskedStatus, askStatus } from "./asking.ts";
import { type Options, parseOptions } from "./options.ts";
import { startQueryClock } from "./query-clock.ts";
import { isPlain, nameOf, PLAIN_WINDOW_MINUTES, seedObjectives } from "./seed-objectives.ts";
import { SERVER_CLOCK_SETTINGS, type ServerClock, startServerClock } from "./server-clock.ts";

const CHECKS = 50;
const CHART_MINUTES = 30 * 1440;
/** Not timed: a connection keeps the plan of a prepared statement from the sixth time on. */
const WARM_UPS = 6;
const REPEATS_PER_LIST = 5;

/** Asks for status, list and charts over a month of many streams in the product's own Postgres; prints what that costs. */
async function main(options: Options): Promise<void> {
  const directory = mkdtempSync(join(options.directory, "solvent-bench-api-"));
  chmodSync(directory, 0o755);
  try {
    const result = await measure(options, directory);
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`);
    if (result.verified.mismatches > 0) process.exitCode = 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function load(options: Options, database: BenchDatabase, log: (line: string) => void): Promise<Workload> {
  const workload = new Workload(options);
  const ids = await addStreams(database.pool, options.streams, END);
  await seedObjectives(database.pool, ids);
  await backfill({ database, workload, ids, log });
  await database.pool.query("VACUUM (ANALYZE)");
  // The load's own writing is over before anything is timed.
  await database.pool.query("CHECKPOINT");
  return workload;
}

async function measure(options: Options, directory: string) {
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const database = await startBenchDatabase(directory, log, SERVER_CLOCK_SETTINGS);
  try {
    const workload = await load(options, database, log);
    const asked = askStatus(database);
    const verified = await verify(asked, workload, options);
    log("loaded; asking");
    const status = await timeStatus(asked, options, await startServerClock(database.pool));
    const lists = await timeLists(asked, options);
    const burnDown = await timeEach(options, (name) => asked.burnDown(name));
    const traffic = await timeEach(options, (name) => asked.traffic(name, { from: END - CHART_MINUTES, to: END }));
    return {
      ...status,
      ...lists,
      chart30dMsP95: percentileOf(burnDown),
      traffic30dMsP95: percentileOf(traffic),
      verified,
      environment: await toEnvironment(options, database),
    };
  } finally {
    await database.stop();
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;
const percentileOf = (values: readonly number[]): number => round(percentile([...values], 0.95));

/** Objectives of every kind in turn. */
const nameAt = (round_: number, { streams }: Options): string => nameOf((round_ * 37) % streams);

/**
 * `statusDbMs`: from sending a statement to its whole answer, as this process sees it, pauses of its own included; `statusServerMs`: by the
 * server's clock. One hot status: its minutes were read before, so that nothing has to come from a file, and the connection has answered before.
 */
async function timeStatus(asked: AskedStatus, options: Options, server: ServerClock) {
  const clock = startQueryClock();
  const [inDatabase, inServer, whole]: [number[], number[], number[]] = [[], [], []];
  for (let repeat = -WARM_UPS; repeat < options.repeats; repeat += 1) {
    const name = nameAt(repeat + WARM_UPS, options);
    await asked.status(name);
    await server.reset();
    clock.take();
    const started = performance.now();
    await asked.status(name);
    const [took, waited] = [performance.now() - started, clock.take()];
    if (repeat < 0) continue;
    whole.push(took);
    inDatabase.push(waited);
    inServer.push(await server.read());
  }
  return {
    statusDbMs: percentileOf(inDatabase),
    statusDbMedianMs: round(percentile(inDatabase, 0.5)),
    statusServerMs: percentileOf(inServer),
    statusMsP95: percentileOf(whole),
  };
}

/** All objectives page by page: again within the minute, and in a new minute when everything is judged anew. */
async function timeLists(asked: AskedStatus, { streams, repeats }: Options) {
  const [again, anew]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < Math.ceil(repeats / REPEATS_PER_LIST); repeat += 1) {
    asked.nextMinute();
    for (const times of [anew, again]) {
      const started = performance.now();
      const listed = await asked.listAll();
      times.push(performance.now() - started);
      if (listed !== streams) throw new Error(`${listed} of ${streams} objectives are listed`);
    }
  }
  return { list1000MsP95: percentileOf(again), list1000JudgedAnewMsP95: percentileOf(anew) };
}

async function timeEach(options: Options, ask: (name: string) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let repeat = -WARM_UPS; repeat < options.repeats; repeat += 1) {
    const started = performance.now();
    await ask(nameAt(repeat + WARM_UPS, options));
    if (repeat >= 0) times.push(performance.now() - started);
  }
  return times;
}

/** Bad and all events of the window against the workload's own, added up minute by minute. */
async function verify(asked: AskedStatus, workload: Workload, { streams }: Options) {
  const numbers = Array.from({ length: streams }, (_, number) => number).filter((number) => isPlain(number, streams));
  let [checked, mismatches] = [0, 0];
  for (let i = 0; i < CHECKS; i += 1) {
    const number = numbers[(i * 61) % numbers.length] ?? 0;
    const { good, total } = workload.sum(number, { from: END - PLAIN_WINDOW_MINUTES, to: END }, LOADED);
    const status = await asked.status(nameOf(number));
    checked += 1;
    if (BigInt(status.total) * 1000n !== total || BigInt(status.good) * 1000n !== good) mismatches += 1;
  }
  return { checked, mismatches };
}

async function toEnvironment({ streams, days, seed }: Options, { pool }: BenchDatabase) {
  const { rows } = await pool.query<{ version: string }>("SELECT current_setting('server_version') AS version");
  return {
    streams,
    days,
    seed,
    cpus: cpus().length,
    cpu: cpus()[0]?.model ?? "unknown",
    memoryBytes: totalmem(),
    /** Who else was at work: compare figures only of a machine that was idle. */
    loadAverage: round(loadavg()[0] ?? Number.NaN),
    node: process.version,
    postgres: rows[0]?.version ?? "unknown",
    system: `${process.platform} ${release()}`,
  };
}

await main(parseOptions(process.argv.slice(2), tmpdir()));
