import type { BurnDown } from "@solvent/api-contract";
import { durationText } from "../lib/figures.ts";
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

/** A stretch that an adjustment covers. */
export interface AdjustedBand {
  readonly fromMs: number;
  readonly toMs: number;
  readonly mode: "exclude" | "forgive";
  /** "excluded 2 h". */
  readonly label: string;
}

export interface BurnDownSeries {
  readonly points: readonly BurnDownPoint[];
  readonly bands: readonly GapBand[];
  readonly adjusted: readonly AdjustedBand[];
  readonly fromMs: number;
  /** End of the drawing: of a calendar period its end, else now. */
  readonly toMs: number;
  /** Where the line ends. */
  readonly nowMs: number;
  /** Where even spending begins: later than the drawing when the objective began within the period. */
  readonly paceFromMs: number;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly exhausted: boolean;
}

export interface BurnDownWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  readonly startMs: number;
}

/**
 * The answer's grid of whole steps may begin before the window and end after it; what is drawn is cut to the window. A calendar period
 * is drawn whole, with nothing after now; a rolling window ends where the answer does.
 */
export function toBurnDownSeries(data: BurnDown, window: BurnDownWindow): BurnDownSeries {
  const gridFromMs = msOfIso(data.from);
  const calendar = window.toMs > window.nowMs || window.startMs > window.fromMs;
  const nowMs = Math.min(window.nowMs, msOfIso(data.to));
  const known = { fromMs: Math.max(window.startMs, gridFromMs), toMs: nowMs };
  const stepMs = data.stepMinutes * MINUTE_MS;
  const bands = toGapBands(data.gaps, known);
  const points = data.left.flatMap((left, i) => {
    const ms = gridFromMs + i * stepMs;
    return ms >= nowMs + stepMs ? [] : [{ ms: Math.max(known.fromMs, Math.min(ms, nowMs)), left }];
  });
  const levels = points.map(({ left }) => left).filter((left) => left !== null);
  const lowest = Math.min(0, ...levels);
  return {
    fromMs: calendar ? window.fromMs : known.fromMs,
    toMs: calendar ? Math.max(window.toMs, nowMs) : nowMs,
    nowMs,
    paceFromMs: known.fromMs,
    points: interruptAt(points, bands, (ms) => ({ ms, left: null })),
    bands,
    adjusted: toAdjustedBands(data.adjusted, { fromMs: known.fromMs, toMs: Math.max(window.toMs, nowMs) }),
    domain: [Math.min(BOTTOM, lowest), 1],
    ticks: budgetTicks(lowest),
    exhausted: (levels.at(-1) ?? 0) < 0,
  };
}

export const ADJUSTED_WORDS = { exclude: "excluded", forgive: "forgiven" } as const;

/** Adjustments cut to the range, oldest first. */
function toAdjustedBands(spans: BurnDown["adjusted"], range: { readonly fromMs: number; readonly toMs: number }): AdjustedBand[] {
  return spans
    .map(({ from, to, mode }) => ({ fromMs: Math.max(msOfIso(from), range.fromMs), toMs: Math.min(msOfIso(to), range.toMs), mode }))
    .filter(({ fromMs, toMs }) => toMs > fromMs)
    .sort((a, b) => a.fromMs - b.fromMs)
    .map((band) => ({ ...band, label: `${ADJUSTED_WORDS[band.mode]} ${durationText(Math.round((band.toMs - band.fromMs) / MINUTE_MS))}` }));
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
    header: ["UTC", "Budget left, %", data.unit === "slices" ? "Bad slices in the step" : "Bad in the step"],
    rows: data.left.map((left, i) => [
      isoMinuteOfMs(fromMs + i * data.stepMinutes * MINUTE_MS),
      left === null ? null : percentOf(left),
      data.bad[i] ?? null,
    ]),
  };
}

const percentOf = (share: number): number => Math.round(share * 1e5) / 1e3;
