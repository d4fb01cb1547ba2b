import { burnRate, fractionToNumber, type Totals, totalsBetween, windowCounts } from "@solvent/domain";
import type { MinuteReader } from "../minutes/minute-store.ts";
import type { Judgement } from "./judge-objective.ts";
import { DAY_MINUTES } from "./objective-plan.ts";

const HALF_HOUR = 30;
const WINDOW_PARTS = 56;

export interface Sparklines {
  /** Burn rate of each half hour of the last 24 h: 0 where nothing happened, null where nothing is known. */
  readonly burnLastDay: readonly (number | null)[];
  /** Budget left after each of equal parts of the window; null before the coverage. */
  readonly budgetOverWindow: readonly (number | null)[];
}

const steps = (count: number, length: number): number[] =>
  Array.from({ length: count + 1 }, (_, i) => length - Math.round((i * length) / count));

/** Minutes before the watermark, oldest first, at which totals are needed. */
const BURN_OFFSETS = steps(DAY_MINUTES / HALF_HOUR, DAY_MINUTES);

function burnOf(judgement: Judgement, totals: readonly (Totals | null)[]): (number | null)[] {
  return totals.slice(1).map((end, index) => {
    const start = totals[index] ?? null;
    if (start === null || end === null) return null;
    const counts = windowCounts(totalsBetween(start, end), HALF_HOUR);
    if (counts.counted === 0) return null;
    const burn = burnRate(counts, judgement.plan.budget);
    return burn === null ? 0 : fractionToNumber(burn);
  });
}

function budgetOf(judgement: Judgement, offsets: readonly number[], totals: readonly (Totals | null)[]): (number | null)[] {
  const start = totals[0] ?? null;
  const end = totals.at(-1) ?? null;
  if (start === null || end === null) return totals.map(() => null);
  // Doubles are good enough here: these points are only drawn.
  const allowed = fractionToNumber(judgement.plan.budget) * Number(end.total - start.total);
  return totals.map((at, index) => {
    if (at === null || judgement.entry.watermark - (offsets[index] ?? 0) < judgement.entry.firstMinute) return null;
    const spent = Number(at.total - at.good - (start.total - start.good));
    return spent === 0 ? 1 : allowed === 0 ? null : 1 - spent / allowed;
  });
}

/** Both small drawings of a board row. Rows that share watermark and window share one question to the store. */
export async function readSparklines(minutes: Pick<MinuteReader, "totalsAt">, rows: readonly Judgement[]): Promise<readonly Sparklines[]> {
  const groups = new Map<string, Judgement[]>();
  for (const row of rows) {
    const key = `${row.entry.watermark}|${row.plan.terms.windowMinutes}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const drawn = new Map<Judgement, Sparklines>();
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const windowOffsets = steps(WINDOW_PARTS, first.plan.terms.windowMinutes);
    const offsets = [...BURN_OFFSETS, ...windowOffsets];
    const streams = [...new Set(group.map((row) => row.entry.streamId))];
    const table = await minutes.totalsAt(
      streams,
      offsets.map((offset) => first.entry.watermark - offset),
    );
    for (const row of group) {
      const index = streams.indexOf(row.entry.streamId);
      const totals = offsets.map((_, column) => table.at(index, column));
      drawn.set(row, {
        burnLastDay: burnOf(row, totals.slice(0, BURN_OFFSETS.length)),
        budgetOverWindow: budgetOf(row, windowOffsets, totals.slice(BURN_OFFSETS.length)),
      });
    }
  }
  return rows.map((row) => drawn.get(row) ?? { burnLastDay: [], budgetOverWindow: [] });
}
