import { type Adjustment, type AdjustmentMode, COUNT_SCALE, type Minute, type MinuteBlock, type MissingReason } from "../../src/index.ts";

/** Weeks of a service as they might have been, the same for the same seed. */
export interface ReplayWeeks {
  readonly block: MinuteBlock;
  readonly adjustments: readonly Adjustment[];
}

export interface ReplayWeeksInput {
  readonly seed: number;
  readonly from: Minute;
  readonly minutes: number;
  /** Events in a minute of an average hour. */
  readonly eventsPerMinute: number;
}

const DAY = 1440;

/** Numbers in [0, 1). */
export function seededNumbers(seed: number): () => number {
  let state = (seed * 0x9e3779b1 + 0x85ebca77) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly ratio: number;
}

function stretches(
  next: () => number,
  minutes: number,
  of: { everyMinutes: number; longest: number; ratios: readonly number[] },
): Stretch[] {
  const found: Stretch[] = [];
  for (let at = 0; at < minutes; ) {
    at += 1 + Math.floor(next() * 2 * of.everyMinutes);
    const length = 1 + Math.floor(next() ** 3 * of.longest);
    found.push({ from: at, to: Math.min(minutes, at + length), ratio: of.ratios[Math.floor(next() * of.ratios.length)] ?? 0 });
    at += length;
  }
  return found.filter(({ from, to }) => from < to);
}

/** Traffic that swings with the day and rests at night, a few errors always, incidents and blips, gaps, exclusions and forgivenesses. */
export function replayWeeks({ seed, from, minutes, eventsPerMinute }: ReplayWeeksInput): ReplayWeeks {
  const next = seededNumbers(seed);
  const errorRatio = new Float64Array(minutes).fill(0.0002);
  const incidents = { everyMinutes: 2 * DAY, longest: 300, ratios: [0.005, 0.02, 0.1, 0.5, 1] };
  const blips = { everyMinutes: DAY / 2, longest: 4, ratios: [0.05, 0.3, 1] };
  for (const { from: first, to, ratio } of [...stretches(next, minutes, incidents), ...stretches(next, minutes, blips)]) {
    errorRatio.fill(ratio, first, to);
  }
  const missing: (MissingReason | null)[] = new Array(minutes).fill(null);
  for (const gap of stretches(next, minutes, { everyMinutes: DAY, longest: 90, ratios: [0] }))
    missing.fill("source-down", gap.from, gap.to);
  const counts = Array.from({ length: minutes }, (_, index) => {
    const hour = ((from + index) % DAY) / 60;
    const swing = hour < 4 && next() < 0.3 ? 0 : 1 + 0.6 * Math.sin((hour - 9) * (Math.PI / 12));
    const total = Math.floor(eventsPerMinute * swing * (0.8 + 0.4 * next()));
    const bad = Math.min(total, Math.floor(total * (errorRatio[index] ?? 0) + next()));
    return { good: (total - bad) * COUNT_SCALE, total: total * COUNT_SCALE };
  });
  const modes: readonly AdjustmentMode[] = ["exclude", "forgive"];
  const adjustments = stretches(next, minutes, { everyMinutes: 4 * DAY, longest: 240, ratios: [0, 1] }).map(
    (stretch): Adjustment => ({ from: from + stretch.from, to: from + stretch.to, mode: modes[stretch.ratio] ?? "exclude" }),
  );
  return {
    block: { from, good: counts.map(({ good }) => good), total: counts.map(({ total }) => total), missing },
    adjustments,
  };
}
