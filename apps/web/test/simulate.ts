import type { Coverage, Figure, Traffic } from "@solvent/api-contract";
import { fraction, fractionToNumber, fractionToText } from "@solvent/domain";

/** The instant at which every fake answer is given: Tuesday, 19:12:40 in Paris. */
export const NOW_MS = Date.parse("2026-11-24T18:12:40Z");
export const WATERMARK = Math.floor(NOW_MS / 60_000);
const DAY = 1440;

export const isoMinute = (minute: number): string => `${new Date(minute * 60_000).toISOString().slice(0, 16)}Z`;

/** Minutes before the watermark: [from, to) with a share of bad requests. */
export interface Incident {
  readonly fromAgo: number;
  readonly toAgo: number;
  readonly badShare: number;
}

export interface Recipe {
  readonly target: string;
  readonly windowDays: number;
  readonly perMinute: number;
  readonly base: number;
  readonly incidents: readonly Incident[];
  /** Minutes ago, like incidents, in which nothing is known. */
  readonly gaps: readonly { readonly fromAgo: number; readonly toAgo: number; readonly reason: string }[];
  /** Oldest minute known, in minutes before the watermark. */
  readonly knownSinceAgo: number;
  /** Minutes, not ago, that are excluded or forgiven. */
  readonly adjusted?: readonly Stretch[];
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly mode: "exclude" | "forgive";
}

export interface World {
  readonly recipe: Recipe;
  readonly from: number;
  readonly good: readonly number[];
  readonly total: readonly number[];
  readonly known: readonly number[];
  readonly excluded: readonly number[];
}

/** Running totals per minute over the window plus three days, so that every look-back at its start is covered too. */
export function simulate(recipe: Recipe): World {
  const length = (recipe.windowDays + 3) * DAY;
  const from = WATERMARK - length;
  const [good, total, known, excluded] = [[0], [0], [0], [0]];
  for (let i = 0; i < length; i++) {
    const ago = length - i;
    const minute = minuteOf(recipe, from + i, ago);
    good.push((good[i] ?? 0) + minute.total - minute.bad);
    total.push((total[i] ?? 0) + minute.total);
    known.push((known[i] ?? 0) + minute.known);
    excluded.push((excluded[i] ?? 0) + minute.excluded);
  }
  return { recipe, from, good, total, known, excluded };
}

interface SimulatedMinute {
  readonly total: number;
  readonly bad: number;
  readonly known: number;
  readonly excluded: number;
}

function minuteOf(recipe: Recipe, minute: number, ago: number): SimulatedMinute {
  const covers = (mode: Stretch["mode"]) =>
    recipe.adjusted?.some((one) => one.mode === mode && minute >= one.from && minute < one.to) ?? false;
  if (covers("exclude")) return { total: 0, bad: 0, known: 0, excluded: 1 };
  const missing = ago > recipe.knownSinceAgo || recipe.gaps.some((gap) => ago <= gap.fromAgo && ago > gap.toAgo);
  if (missing) return { total: 0, bad: 0, known: 0, excluded: 0 };
  const hour = ((minute % DAY) + 60) / 60;
  const shape = 0.55 + 0.4 * Math.sin(((hour - 8) / 24) * 2 * Math.PI) + 0.12 * Math.sin(((hour - 2) / 12) * 2 * Math.PI);
  const total = Math.floor(recipe.perMinute * Math.max(0.06, shape) + noise(minute * 3));
  const incident = recipe.incidents.find((one) => ago <= one.fromAgo && ago > one.toAgo);
  const share = (incident?.badShare ?? 0) + recipe.base;
  const bad = covers("forgive") ? 0 : Math.min(total, Math.floor(total * share + noise(minute)));
  return { total, bad, known: 1, excluded: 0 };
}

/** A fixed spread of 0 to 1, so that small shares become single bad requests now and then. */
const noise = (minute: number): number => {
  const x = Math.sin(minute * 12.9898) * 43758.5453;
  return x - Math.floor(x);
};

export interface Sums {
  readonly good: number;
  readonly total: number;
  readonly known: number;
  readonly excluded: number;
}

/** Sums over [from, to) minutes. */
export function sums(world: World, from: number, to: number): Sums {
  const at = (list: readonly number[], minute: number) => list[Math.min(Math.max(minute - world.from, 0), list.length - 1)] ?? 0;
  const of = (list: readonly number[]) => at(list, to) - at(list, from);
  return { good: of(world.good), total: of(world.total), known: of(world.known), excluded: of(world.excluded) };
}

export const exactly = (num: number, den: number): Figure => {
  const f = fraction(BigInt(Math.round(num)), BigInt(Math.round(den)));
  return { exact: fractionToText(f), value: fractionToNumber(f) };
};

/** Budget as a fraction of 10^6 requests: "99.95" leaves 500. */
export const budgetPerMillion = (target: string): number => Math.round((100 - Number(target)) * 10_000);

/** Burn rate of requests, to draw; null where nothing is known. */
function eventBurn(world: World, minutes: number, end: number): number | null {
  const s = sums(world, end - minutes, end);
  return s.known === 0 ? null : ((s.total - s.good) * 1_000_000) / (Math.max(1, s.total) * budgetPerMillion(world.recipe.target));
}

export function coverage(world: World, from: number, to: number): Coverage {
  const { known, excluded } = sums(world, from, to);
  return { minutes: to - from, counted: known, missing: to - from - known - excluded, excluded, noTraffic: 0 };
}

export function gapSpans(world: World, from: number, to: number): Traffic["gaps"] {
  const spans = world.recipe.gaps.map((gap) => ({ from: WATERMARK - gap.fromAgo, to: WATERMARK - gap.toAgo, reason: gap.reason }));
  const before = { from: world.from, to: WATERMARK - world.recipe.knownSinceAgo, reason: "not-read" };
  return [before, ...spans]
    .map((gap) => ({ ...gap, from: Math.max(gap.from, from), to: Math.min(gap.to, to) }))
    .filter((gap) => gap.to > gap.from)
    .map((gap) => ({ from: isoMinute(gap.from), to: isoMinute(gap.to), reason: gap.reason }));
}

export function traffic(world: World, from: number, to: number): Traffic {
  const step = [1, 2, 5, 10, 15, 30, 60].find((s) => (to - from) / s <= 2000) ?? 60;
  const starts = Array.from({ length: Math.floor((to - from) / step) }, (_, i) => from + i * step);
  return {
    from: isoMinute(from),
    to: isoMinute(from + starts.length * step),
    stepMinutes: step,
    columns: starts.map((start) => {
      const s = sums(world, start, start + step);
      return { good: s.good, total: s.total, known: s.known, minutes: step, sli: s.total === 0 ? null : s.good / s.total };
    }),
    burnHour: starts.map((start) => eventBurn(world, 60, start + step)),
    burnShort: starts.map((start) => eventBurn(world, 5, start + step)),
    gaps: gapSpans(world, from, to),
  };
}
