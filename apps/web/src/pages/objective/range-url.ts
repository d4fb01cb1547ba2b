import { MinuteInstant } from "@solvent/api-contract";

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
