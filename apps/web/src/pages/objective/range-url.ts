import { MinuteInstant } from "@solvent/api-contract";
import { isoMinuteOfMs } from "../../lib/time.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export const RANGES = [
  { value: "6h", label: "6\u202fh", ms: 6 * HOUR_MS },
  { value: "24h", label: "24\u202fh", ms: 24 * HOUR_MS },
  { value: "7d", label: "7\u202fd", ms: 168 * HOUR_MS },
  { value: "28d", label: "28\u202fd", ms: 672 * HOUR_MS },
] as const;
export type Range = (typeof RANGES)[number];

const DEFAULT_RANGE: Range = RANGES[1];

/** An unknown range in an old link is the default. */
export const decodeRange = (params: URLSearchParams): Range => RANGES.find((range) => range.value === params.get("range")) ?? DEFAULT_RANGE;

/** Keeps whatever else the address says. */
export function encodeRange(params: URLSearchParams, range: Range): URLSearchParams {
  const next = new URLSearchParams(params);
  if (range.value === DEFAULT_RANGE.value) next.delete("range");
  else next.set("range", range.value);
  return next;
}

/** The next shorter (−1) or longer (1) range; the ends stay where they are. */
export const neighbour = (range: Range, step: 1 | -1): Range => RANGES[RANGES.indexOf(range) + step] ?? range;

/** The end of the range when it is not now; null: it follows the newest minute. */
export function decodeUntil(params: URLSearchParams): number | null {
  const until = MinuteInstant.safeParse(params.get("until"));
  return until.success ? Date.parse(until.data) : null;
}

/** Back to now, whatever else the address says. */
export function withoutUntil(params: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete("until");
  return next;
}

/** Room after an episode, as a part of the range. */
const AFTER = 0.25;

/** The shortest range that shows a stretch with room around it, ending where the charts can end. */
export function showStretch(
  params: URLSearchParams,
  stretch: { readonly fromMs: number; readonly toMs: number; readonly lastMs: number },
): URLSearchParams {
  const needed = (stretch.toMs - stretch.fromMs) * 1.5;
  const range = RANGES.find(({ ms }) => ms >= needed) ?? RANGES[3];
  const next = withoutUntil(encodeRange(params, range));
  const untilMs = stretch.toMs + range.ms * AFTER;
  if (untilMs < stretch.lastMs) next.set("until", isoMinuteOfMs(Math.floor(untilMs / MINUTE_MS) * MINUTE_MS));
  return next;
}
