import type { Traffic } from "@solvent/api-contract";
import { NO_DATA_AFTER_MINUTES } from "@solvent/domain";
import { isoMinuteOfMs, msOfIso } from "../lib/time.ts";
import { type GapBand, type GapSpan, interruptAt, toGapBands } from "./gaps.ts";

const MINUTE_MS = 60_000;
/** Wider columns than the server's step are summed, so that a column is at least about 4 px wide. */
const MAX_COLUMNS = 160;
/** How many of the server's columns may become one, so that steps stay round. */
const GROUP_SIZES = [1, 2, 3, 5, 6, 10, 12, 15, 20, 30, 60, 120];
/** Lowest burn rate of the logarithmic axis; everything below is drawn on it and labelled ≤. */
export const BURN_FLOOR = 0.1;
const BURN_TOP = 100;

interface RangeColumn {
  /** Start of the column. */
  readonly ms: number;
  readonly endMs: number;
  readonly good: number;
  readonly bad: number;
  readonly total: number;
  readonly known: number;
  readonly minutes: number;
  /** Null without a known minute or without traffic. */
  readonly sli: number | null;
  readonly goodPerMinute: number | null;
  readonly badPerMinute: number | null;
}

export interface BurnPoint {
  readonly ms: number;
  readonly hour: number | null;
  readonly short: number | null;
}

export interface RangeSeries {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMinutes: number;
  readonly columns: readonly RangeColumn[];
  readonly burn: readonly BurnPoint[];
  readonly bands: readonly GapBand[];
}

/**
 * `watermarkMs`: from there on nothing is closed yet. The answer's last step may reach a little beyond it, then the chart ends at
 * the watermark; a range that reaches far beyond it has a gap there.
 */
export function toRangeSeries(data: Traffic, watermarkMs: number): RangeSeries {
  const gridToMs = msOfIso(data.to);
  const silent = gridToMs - watermarkMs > Math.max(NO_DATA_AFTER_MINUTES, data.stepMinutes) * MINUTE_MS;
  const range = { fromMs: msOfIso(data.from), toMs: silent ? gridToMs : Math.min(gridToMs, watermarkMs) };
  const groupSize = GROUP_SIZES.find((size) => data.columns.length / size <= MAX_COLUMNS) ?? Math.ceil(data.columns.length / MAX_COLUMNS);
  const stepMs = data.stepMinutes * MINUTE_MS;
  const bands = toGapBands([...data.gaps, ...(silent ? [tailGap(watermarkMs, range.toMs)] : [])], range);
  const starts = Array.from({ length: Math.ceil(data.columns.length / groupSize) }, (_, i) => i * groupSize);
  const burn = starts.map((start) => ({
    ms: Math.min(range.fromMs + Math.min(start + groupSize, data.columns.length) * stepMs, range.toMs),
    hour: highest(data.burnHour.slice(start, start + groupSize)),
    short: highest(data.burnShort.slice(start, start + groupSize)),
  }));
  return {
    ...range,
    stepMinutes: groupSize * data.stepMinutes,
    columns: starts.map((start) => {
      const ms = range.fromMs + start * stepMs;
      const columns = data.columns.slice(start, start + groupSize);
      return { ms, endMs: Math.min(ms + columns.length * stepMs, range.toMs), ...sumColumns(columns) };
    }),
    burn: interruptAt(burn, bands, (ms) => ({ ms, hour: null, short: null })),
    bands,
  };
}

const tailGap = (watermarkMs: number, toMs: number): GapSpan => ({
  from: isoMinuteOfMs(watermarkMs),
  to: isoMinuteOfMs(toMs),
  reason: "not-read",
});

function sumColumns(columns: Traffic["columns"]): Omit<RangeColumn, "ms" | "endMs"> {
  const sum = (of: (column: Traffic["columns"][number]) => number | string) => columns.reduce((acc, c) => acc + Number(of(c)), 0);
  const [good, total, known] = [sum((c) => c.good), sum((c) => c.total), sum((c) => c.known)];
  const bad = Math.max(0, total - good);
  const perMinute = (count: number) => (known === 0 ? null : count / known);
  return {
    good,
    bad,
    total,
    known,
    minutes: sum((c) => c.minutes),
    sli: known === 0 || total === 0 ? null : good / total,
    goodPerMinute: perMinute(good),
    badPerMinute: perMinute(bad),
  };
}

/** The peak of a group survives summing: a page that fired is never smoothed away. */
function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** Top of the burn axis: 100×, less when the target cannot burn that fast, more when it did. `target` is a share. */
export function burnTop(points: readonly BurnPoint[], target: number): number {
  const fastest = 1 / (1 - target);
  const seen = Math.max(0, ...points.flatMap((p) => [p.hour ?? 0, p.short ?? 0]));
  return seen > BURN_TOP ? fastest : Math.min(BURN_TOP, fastest);
}

export const burnTicks = (top: number): number[] => [0.1, 1, 10, 100, 1000, 10_000, 100_000].filter((tick) => tick <= top * 1.001);

/** Clamped into the logarithmic axis. */
export const onBurnAxis = (burn: number | null, top: number): number | null =>
  burn === null ? null : Math.min(Math.max(burn, BURN_FLOOR), top);

export interface SliPoint {
  readonly ms: number;
  readonly sli: number | null;
  /** The stretch between the SLI and the target where it is below. */
  readonly below: readonly [number, number] | null;
}

/** A step line: each value holds to the end of its column, so the last one is repeated at the end of the range. */
export function toSliPoints(series: RangeSeries, target: number): SliPoint[] {
  const at = (ms: number, sli: number | null): SliPoint => ({ ms, sli, below: sli !== null && sli < target ? [sli, target] : null });
  const points = series.columns.map((column) => at(column.ms, column.sli));
  return [...points, at(series.toMs, series.columns.at(-1)?.sli ?? null)];
}

export interface SliAxis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly digits: number;
}

/** From the worst column down to a round step, 100 % on top, about four lines. */
export function sliAxis(points: readonly SliPoint[], target: number): SliAxis {
  const worst = Math.min(target, ...points.flatMap((p) => (p.sli === null ? [] : [p.sli])));
  const span = Math.max(1 - worst, 1e-9);
  const exponent = Math.floor(Math.log10(span / 3));
  const base = 10 ** exponent;
  const step = [1, 2, 5, 10].map((m) => m * base).find((s) => span / s <= 4) ?? 10 * base;
  const count = Math.ceil(span / step - 1e-9);
  return {
    domain: [Math.max(0, 1 - count * step), 1],
    ticks: Array.from({ length: count + 1 }, (_, i) => Math.max(0, 1 - i * step)),
    digits: Math.max(0, -Math.floor(Math.log10(step * 100) + 1e-9)),
  };
}

/** Round ticks for counts from zero. */
export function countTicks(highest: number): number[] {
  if (highest <= 0) return [0, 1];
  const base = 10 ** Math.floor(Math.log10(highest / 3));
  const step = [1, 2, 5, 10].map((m) => m * base).find((s) => highest / s <= 3) ?? 10 * base;
  return Array.from({ length: Math.ceil(highest / step - 1e-9) + 1 }, (_, i) => i * step);
}

export function toRangeTable(series: RangeSeries): { header: string[]; rows: (string | number | null)[][] } {
  const burnAt = new Map(series.burn.map((point) => [point.ms, point]));
  return {
    header: ["UTC", "Minutes known", "Total", "Bad", "SLI, %", "Burn 1 h", "Burn 5 min"],
    rows: series.columns.map((column) => {
      const burn = burnAt.get(column.ms + series.stepMinutes * MINUTE_MS);
      const unknown = column.known === 0;
      return [
        isoMinuteOfMs(column.ms),
        `${column.known} of ${column.minutes}`,
        unknown ? null : rounded(column.total),
        unknown ? null : rounded(column.bad),
        column.sli === null ? null : Math.round(column.sli * 1e7) / 1e5,
        burn?.hour === undefined || burn.hour === null ? null : rounded(burn.hour),
        burn?.short === undefined || burn.short === null ? null : rounded(burn.short),
      ];
    }),
  };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
