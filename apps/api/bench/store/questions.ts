import { performance } from "node:perf_hooks";
import { MINUTES_PER_DAY, MINUTES_PER_HOUR, totalsBetween } from "@solvent/domain";
import type { Bench } from "./phases.ts";
import { END, type Stage } from "./workload.ts";

/** 5 minutes … 30 days. */
const WINDOWS = [5, 30, 60, 120, 360, 1440, 4320, 30 * MINUTES_PER_DAY];
const REPEATS = 5;
const CHART_STEP = MINUTES_PER_HOUR;
const CHART_MINUTES = 30 * MINUTES_PER_DAY;

export interface Timing {
  readonly coldMs: number;
  /** Of five, after the cold one. */
  readonly medianMs: number;
}

/** Eight windows of all streams that end at the newest minute, down to figures that a rule could judge. */
export const timeAllWindows = ({ database, ids }: Bench): Promise<Timing> =>
  time(async () => {
    const instants = [END, ...WINDOWS.map((window) => END - window)];
    const table = await database.store.totalsAt(ids, instants);
    for (let stream = 0; stream < ids.length; stream += 1) {
      const end = table.at(stream, 0);
      for (let i = 1; i < instants.length; i += 1) {
        const start = table.at(stream, i);
        if (end === null || start === null) throw new Error(`stream ${stream} does not exist`);
        if (totalsBetween(start, end).total < 0n) throw new Error(`stream ${stream}: a window has a negative total`);
      }
    }
  });

/** Hourly points of 30 days of one stream, from a whole hour on, which anchors answer. */
export const timeChart = (bench: Bench): Promise<Timing> => timeSeries(bench, { offset: 0, streamOf: () => 7 });

/** The same with points inside hours, which need a row of each hour as well. */
export const timeChartInsideHours = (bench: Bench): Promise<Timing> => timeSeries(bench, { offset: 37, streamOf: () => 77 });

/** The chart of another stream each time, of which nothing has been read before. */
export const timeChartOfOthers = (bench: Bench): Promise<Timing> => timeSeries(bench, { offset: 0, streamOf: (n) => 777 + n * 1_531 });

interface SeriesQuestion {
  /** Minutes after whole hours. */
  readonly offset: number;
  streamOf(repetition: number): number;
}

function timeSeries({ database, ids, workload }: Bench, { offset, streamOf }: SeriesQuestion): Promise<Timing> {
  let asked = 0;
  return time(async () => {
    const from = Math.max(END - (END % CHART_STEP) - CHART_MINUTES, workload.start) + offset;
    await database.store.series(ids[streamOf(asked) % ids.length] ?? 0, from, END, CHART_STEP);
    asked += 1;
  });
}

export interface Verified {
  readonly checked: number;
  readonly mismatches: number;
}

/** Compares random windows of random streams with the sums of their minutes. */
export async function verify(
  { database, ids, workload }: Bench,
  count: number,
  { stage, until }: { stage: Stage; until: number },
): Promise<Verified> {
  const random = makeRandom(workload.shape.seed);
  let mismatches = 0;
  for (let i = 0; i < count; i += 1) {
    const stream = i % 2 === 0 ? random(ids.length) : random(workload.affected);
    const from = workload.start + random(until - workload.start);
    const to = from + 1 + random(until - from);
    const table = await database.store.totalsAt([ids[stream] ?? 0], [from, to]);
    const [start, end] = [table.at(0, 0), table.at(0, 1)];
    if (start === null || end === null) throw new Error(`stream ${stream} does not exist`);
    const found = totalsBetween(start, end);
    const expected = workload.sum(stream, { from, to }, stage);
    const isSame =
      found.good === expected.good && found.total === expected.total && found.known === expected.known && found.active === expected.active;
    if (!isSame) mismatches += 1;
  }
  return { checked: count, mismatches };
}

async function time(ask: () => Promise<void>): Promise<Timing> {
  const elapsed: number[] = [];
  for (let i = 0; i <= REPEATS; i += 1) {
    const started = performance.now();
    await ask();
    elapsed.push(performance.now() - started);
  }
  const [coldMs = 0, ...warm] = elapsed;
  return { coldMs, medianMs: percentile(warm, 0.5) };
}

/** Nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Integers in [0, below), the same for the same seed. */
function makeRandom(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_769 + 12_345) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
