import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { addStreams, startBenchDatabase, storedBytes } from "./bench-database.ts";
import { type Options, parseOptions } from "./options.ts";
import { type Bench, backfill, correct, correctOldMinute, liveMinutes, recordGap, refillGap } from "./phases.ts";
import { percentile, timeAllWindows, timeChart, timeChartInsideHours, timeChartOfOthers, verify } from "./questions.ts";
import { END, LOADED, Workload } from "./workload.ts";

const LIVE_MINUTES = 60;
const CHECKS = 200;

/** Writes and reads a month of many streams through the minute store on the product's own Postgres; prints what that costs. */
async function main(options: Options): Promise<void> {
  const directory = mkdtempSync(join(options.directory, "solvent-bench-store-"));
  chmodSync(directory, 0o755);
  try {
    const result = await measure(options, directory);
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`);
    if (result.verified.mismatches > 0) process.exitCode = 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(options: Options, directory: string) {
  const workload = new Workload(options);
  const log = (line: string) => process.stderr.write(`${line}\n`);
  let database = await startBenchDatabase(directory, log);
  try {
    const ids = await addStreams(database.pool, options.streams, END);
    const loading: Bench = { database, workload, ids, log };
    const streamMinutes = options.streams * (END - workload.start);
    const backfillMs = await backfill(loading);
    await recordGap(loading);
    const started = performance.now();
    const correctedMinutes = await correct(loading, { ...LOADED, corrected: true });
    const correctMs = performance.now() - started;
    log(`corrected ${correctedMinutes} minutes in ${Math.round(correctMs)} ms; vacuum`);
    await database.pool.query("VACUUM (ANALYZE)");
    const bytes = await storedBytes(database.pool);
    await database.stop();
    database = await startBenchDatabase(directory, log);
    const bench: Bench = { database, workload, ids, log };
    const stage = { ...LOADED, corrected: true };
    const allWindows = await timeAllWindows(bench);
    const chart = await timeChart(bench);
    const chartInsideHours = await timeChartInsideHours(bench);
    const chartOfOthers = await timeChartOfOthers(bench);
    log("read; live minutes");
    const loaded = await verify(bench, CHECKS, { stage, until: END });
    const live = await liveMinutes(bench, LIVE_MINUTES, stage);
    const correctOldMinuteMs = await correctOldMinute(bench, { ...stage, oldMinuteCorrected: true });
    const refillGapMs = await refillGap(bench, { corrected: true, oldMinuteCorrected: true, gapRefilled: true });
    const final = { stage: { corrected: true, oldMinuteCorrected: true, gapRefilled: true }, until: END + LIVE_MINUTES };
    const changed = await verify(bench, CHECKS, final);
    return {
      liveMinuteMsP95: round(percentile(live, 0.95)),
      liveMinuteMsMedian: round(percentile(live, 0.5)),
      backfillStreamMinutesPerSecond: Math.round(streamMinutes / (backfillMs / 1000)),
      allWindowsMs: round(allWindows.medianMs),
      allWindowsColdMs: round(allWindows.coldMs),
      chart30dMs: round(chart.medianMs),
      chart30dColdMs: round(chart.coldMs),
      chart30dInsideHoursMs: round(chartInsideHours.medianMs),
      chart30dOtherStreamsMs: round(chartOfOthers.medianMs),
      bytesPerStreamMinute: round(bytes / streamMinutes),
      correctOldMinuteMs: round(correctOldMinuteMs),
      refillGapMs: round(refillGapMs),
      correctedMinutes,
      correctedMinutesPerSecond: Math.round(correctedMinutes / (correctMs / 1000)),
      verified: { checked: loaded.checked + changed.checked, mismatches: loaded.mismatches + changed.mismatches },
      environment: await toEnvironment(options, streamMinutes, bench),
    };
  } finally {
    await database.stop();
  }
}

async function toEnvironment({ streams, days, seed }: Options, streamMinutes: number, { database }: Bench) {
  const { rows } = await database.pool.query<{ version: string; shared_buffers: string }>(
    "SELECT current_setting('server_version') AS version, current_setting('shared_buffers') AS shared_buffers",
  );
  return {
    streams,
    days,
    seed,
    streamMinutes,
    cpus: cpus().length,
    cpu: cpus()[0]?.model ?? "unknown",
    memoryBytes: totalmem(),
    node: process.version,
    postgres: rows[0]?.version ?? "unknown",
    sharedBuffers: rows[0]?.shared_buffers ?? "unknown",
    system: `${process.platform} ${release()}`,
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

await main(parseOptions(process.argv.slice(2), tmpdir()));
