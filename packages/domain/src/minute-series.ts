import type { Minute, MinuteBlock } from "./minute.ts";
import { type Totals, ZERO_TOTALS } from "./totals.ts";

/** The same knowledge about `minutes` consecutive minutes. Counts are scaled. `counts` null: missing. */
export interface MinuteRun {
  readonly from: Minute;
  readonly minutes: number;
  readonly counts: { readonly good: bigint; readonly total: bigint } | null;
}

/** Knowledge about the minutes of one stream, held in memory as running totals. A minute that no run mentions is missing. */
export interface MinuteSeries {
  /** Sums over all minutes before `minute`; any minute may be asked for. */
  totalsAt(minute: Minute): Totals;
}

/** Throws RangeError that names the minute when a run is empty, or its counts are negative or more good than total. */
function checkRun(run: MinuteRun): void {
  if (!Number.isSafeInteger(run.from)) throw new RangeError(`minute ${run.from}: a run begins at a whole minute`);
  if (!Number.isSafeInteger(run.minutes) || run.minutes < 1) {
    throw new RangeError(`minute ${run.from}: a run has a whole number of minutes, at least 1, not ${run.minutes}`);
  }
  if (run.counts === null) return;
  const { good, total } = run.counts;
  if (good < 0n || good > total) throw new RangeError(`minute ${run.from}: good must be between 0 and total, not ${good} of ${total}`);
}

/** For each stretch between two neighbouring bounds the last run that covers it, or null. */
function lastRunPerStretch(runs: readonly MinuteRun[], bounds: readonly Minute[]): (MinuteRun | null)[] {
  const indexOf = new Map(bounds.map((bound, index) => [bound, index]));
  const owner: (MinuteRun | null)[] = new Array(Math.max(0, bounds.length - 1)).fill(null);
  // Painted from the newest run back; `skip[i]` leads to the first stretch at or after i that is still free.
  const skip = Int32Array.from({ length: bounds.length + 1 }, (_, index) => index);
  const firstFree = (start: number): number => {
    let free = start;
    while (skip[free] !== free) free = skip[free] ?? free;
    for (let at = start; at !== free; ) {
      const next = skip[at] ?? free;
      skip[at] = free;
      at = next;
    }
    return free;
  };
  for (const run of runs.toReversed()) {
    const end = indexOf.get(run.from + run.minutes) ?? 0;
    for (let at = firstFree(indexOf.get(run.from) ?? 0); at < end; at = firstFree(at)) {
      owner[at] = run;
      skip[at] = at + 1;
    }
  }
  return owner;
}

/** Applies runs in order, a later one overwriting an earlier one for the same minutes. Throws RangeError for an impossible run. */
export function minuteSeriesOfRuns(runs: readonly MinuteRun[]): MinuteSeries {
  runs.forEach(checkRun);
  const bounds = [...new Set(runs.flatMap((run) => [run.from, run.from + run.minutes]))].sort((a, b) => a - b);
  const owner = lastRunPerStretch(runs, bounds);
  const running: Totals[] = [ZERO_TOTALS];
  for (let index = 0; index + 1 < bounds.length; index++) {
    const [from = 0, to = 0] = [bounds[index], bounds[index + 1]];
    running.push(advanced(running[index] ?? ZERO_TOTALS, owner[index] ?? null, to - from));
  }
  return { totalsAt: (minute) => totalsWithin({ bounds, owner, running }, minute) };
}

/** `totals` after `minutes` more minutes of what `run` says. */
function advanced(totals: Totals, run: MinuteRun | null, minutes: number): Totals {
  if (run === null || run.counts === null) return totals;
  const { good, total } = run.counts;
  return {
    good: totals.good + good * BigInt(minutes),
    total: totals.total + total * BigInt(minutes),
    known: totals.known + minutes,
    active: totals.active + (total > 0n ? minutes : 0),
  };
}

interface Stretches {
  readonly bounds: readonly Minute[];
  readonly owner: readonly (MinuteRun | null)[];
  /** Totals at each bound. */
  readonly running: readonly Totals[];
}

function totalsWithin({ bounds, owner, running }: Stretches, minute: Minute): Totals {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) <= minute) low = middle + 1;
    else high = middle;
  }
  const stretch = low - 1;
  if (stretch < 0) return ZERO_TOTALS;
  return advanced(running[stretch] ?? ZERO_TOTALS, owner[stretch] ?? null, minute - (bounds[stretch] ?? minute));
}

/** The runs of a block, neighbouring equal minutes joined. */
export function runsOfBlock(block: MinuteBlock): MinuteRun[] {
  const runs: MinuteRun[] = [];
  let start = 0;
  for (let index = 1; index <= block.good.length; index++) {
    if (index < block.good.length && sameMinute(block, start, index)) continue;
    const counts = block.missing[start] === null ? { good: BigInt(block.good[start] ?? 0), total: BigInt(block.total[start] ?? 0) } : null;
    runs.push({ from: block.from + start, minutes: index - start, counts });
    start = index;
  }
  return runs;
}

function sameMinute(block: MinuteBlock, a: number, b: number): boolean {
  if (block.missing[a] !== null || block.missing[b] !== null) return block.missing[a] !== null && block.missing[b] !== null;
  return block.good[a] === block.good[b] && block.total[a] === block.total[b];
}

/** Blocks in order, a later one overwriting an earlier one. */
export const minuteSeriesOfBlocks = (blocks: readonly MinuteBlock[]): MinuteSeries => minuteSeriesOfRuns(blocks.flatMap(runsOfBlock));
