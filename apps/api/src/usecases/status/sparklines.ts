import { burnRate, fractionToNumber, type Totals, totalsBetween, windowCounts } from "@solvent/domain";
import type { MinuteReader } from "../minutes/minute-store.ts";
import type { Judgement } from "./judge-objective.ts";
import { DAY_MINUTES } from "./objective-plan.ts";

const HALF_HOUR = 30;
const WINDOW_PARTS = 56;

export interface Sparklines {
  /** Burn rate of each half hour of the last 24 h: 0 where nothing happened, null where nothing is known. */
  readonly burnLastDay: readonly (number | null)[];
  /** Budget left after each of equal parts of the window; null before the coverage, and throughout where nothing is known. */
  readonly budgetOverWindow: readonly (number | null)[];
}

export const NO_SPARKLINES: Sparklines = { burnLastDay: [], budgetOverWindow: [] };

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
  if (start === null || end === null || end.known === start.known) return totals.map(() => null);
  // Doubles are good enough here: these points are only drawn.
  const allowed = fractionToNumber(judgement.plan.budget) * Number(end.total - start.total);
  return totals.map((at, index) => {
    if (at === null || judgement.entry.watermark - (offsets[index] ?? 0) < judgement.entry.firstMinute) return null;
    const spent = Number(at.total - at.good - (start.total - start.good));
    return spent === 0 ? 1 : allowed === 0 ? null : 1 - spent / allowed;
  });
}

async function readGroup(minutes: Pick<MinuteReader, "totalsAt">, group: readonly Judgement[], drawn: Drawn): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const windowOffsets = steps(WINDOW_PARTS, first.plan.terms.windowMinutes);
  const offsets = [...BURN_OFFSETS, ...windowOffsets];
  const rowOf = new Map([...new Set(group.map(({ entry }) => entry.streamId))].map((streamId, row) => [streamId, row]));
  const instants = offsets.map((offset) => first.entry.watermark - offset);
  const table = await minutes.totalsAt([...rowOf.keys()], instants);
  for (const judgement of group) {
    const row = rowOf.get(judgement.entry.streamId) ?? -1;
    const totals = offsets.map((_, column) => table.at(row, column));
    drawn.set(judgement, {
      burnLastDay: burnOf(judgement, totals.slice(0, BURN_OFFSETS.length)),
      budgetOverWindow: budgetOf(judgement, windowOffsets, totals.slice(BURN_OFFSETS.length)),
    });
  }
}

type Drawn = Pick<WeakMap<Judgement, Sparklines>, "get" | "has" | "set">;

async function readInto(drawn: Drawn, minutes: Pick<MinuteReader, "totalsAt">, rows: readonly Judgement[]): Promise<readonly Sparklines[]> {
  const groups = new Map<string, Judgement[]>();
  for (const row of rows) {
    if (drawn.has(row)) continue;
    const key = `${row.entry.watermark}|${row.plan.terms.windowMinutes}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  for (const group of groups.values()) await readGroup(minutes, group, drawn);
  return rows.map((row) => drawn.get(row) ?? NO_SPARKLINES);
}

/** Both small drawings of board rows. Rows that share watermark and window share one question to the store. */
export const readSparklines = (minutes: Pick<MinuteReader, "totalsAt">, rows: readonly Judgement[]): Promise<readonly Sparklines[]> =>
  readInto(new WeakMap(), minutes, rows);

/** Remembers the drawings of a judgement for as long as there is the judgement: the same page is asked for many times a minute. */
export function makeSparklineReader(
  minutes: Pick<MinuteReader, "totalsAt">,
): (rows: readonly Judgement[]) => Promise<readonly Sparklines[]> {
  const drawn = new WeakMap<Judgement, Sparklines>();
  return (rows) => readInto(drawn, minutes, rows);
}
