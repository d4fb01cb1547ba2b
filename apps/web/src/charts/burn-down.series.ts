import type { BurnDown } from "@solvent/api-contract";
import { isoMinuteOfMs, msOfIso } from "../lib/time.ts";
import { type GapBand, interruptAt, toGapBands } from "./gaps.ts";

const MINUTE_MS = 60_000;
const BOTTOM = -0.1;
const TICK_STEPS = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const MAX_TICKS = 6;

interface BurnDownPoint {
  readonly ms: number;
  /** Share of the budget left, null where nothing is known. */
  readonly left: number | null;
}

export interface BurnDownSeries {
  readonly points: readonly BurnDownPoint[];
  readonly bands: readonly GapBand[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly exhausted: boolean;
}

/** The answer's grid of whole steps may begin before the window and end after it; what is drawn is cut to the window. */
export function toBurnDownSeries(data: BurnDown, window: { readonly fromMs: number; readonly toMs: number }): BurnDownSeries {
  const gridFromMs = msOfIso(data.from);
  const range = { fromMs: Math.max(window.fromMs, gridFromMs), toMs: Math.min(window.toMs, msOfIso(data.to)) };
  const inWindow = (ms: number) => Math.max(range.fromMs, Math.min(ms, range.toMs));
  const bands = toGapBands(data.gaps, range);
  const points = data.left.map((left, i) => ({ ms: inWindow(gridFromMs + i * data.stepMinutes * MINUTE_MS), left }));
  const known = data.left.filter((left) => left !== null);
  const lowest = Math.min(0, ...known);
  return {
    ...range,
    points: interruptAt(points, bands, (ms) => ({ ms, left: null })),
    bands,
    domain: [Math.min(BOTTOM, lowest), 1],
    ticks: budgetTicks(lowest),
    exhausted: (known.at(-1) ?? 0) < 0,
  };
}

/** Round steps from 100 % through 0 down to the lowest value: 25 % steps while the budget lasts, larger ones below. */
export function budgetTicks(lowest: number): number[] {
  const step = TICK_STEPS.find((s) => Math.floor(-lowest / s) + Math.ceil(1 / s) + 1 <= MAX_TICKS) ?? 1000;
  const ticks: number[] = [];
  for (let tick = -Math.floor(-lowest / step) * step; tick < 1; tick += step) ticks.push(tick === 0 ? 0 : tick);
  return [...ticks, 1];
}

/** The same figures as rows: end of step, per cent left, bad events of the step. */
export function toBurnDownTable(data: BurnDown): { header: string[]; rows: (string | number | null)[][] } {
  const fromMs = msOfIso(data.from);
  return {
    header: ["UTC", "Budget left, %", "Bad in the step"],
    rows: data.left.map((left, i) => [
      isoMinuteOfMs(fromMs + i * data.stepMinutes * MINUTE_MS),
      left === null ? null : percentOf(left),
      data.bad[i] ?? null,
    ]),
  };
}

const percentOf = (share: number): number => Math.round(share * 1e5) / 1e3;
