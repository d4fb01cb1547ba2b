import type { PushedSample } from "@solvent/metric-sources";
import type { HistogramPoint, NumberPoint } from "./metrics.ts";

/** Something of a point, or why it cannot be taken. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

const NANOSECONDS = 1_000_000n;
const MINUTE_MS = 60_000;
const MAX_FUTURE_MS = 5 * MINUTE_MS;
const MAX_AGE_MS = 8 * 24 * 60 * MINUTE_MS;
const NO_RECORDED_VALUE = 1;

const floorMs = (nanoseconds: bigint): number => Number(nanoseconds / NANOSECONDS);
/** Up to the next millisecond, so that what is not at the very end of a minute stays after it. */
const ceilMs = (nanoseconds: bigint): number => Number((nanoseconds + NANOSECONDS - 1n) / NANOSECONDS);

/** A point that says that there is no value any more. */
export const isStale = ({ flags = 0 }: { readonly flags?: number }): boolean => (flags & NO_RECORDED_VALUE) !== 0;

type Times = Pick<PushedSample, "atMs" | "startMs">;

/**
 * A start before its time stays before it, also within one millisecond: then the counter was zero there. At the very same instant nobody
 * knows when it began.
 */
function toTimes(timeNano: bigint, startNano: bigint): Times {
  if (startNano === 0n) return { atMs: ceilMs(timeNano), startMs: null };
  return { atMs: startNano === timeNano ? floorMs(timeNano) : ceilMs(timeNano), startMs: floorMs(startNano) };
}

export function timesOf(
  { timeUnixNano = 0n, startTimeUnixNano = 0n }: { readonly timeUnixNano?: bigint; readonly startTimeUnixNano?: bigint },
  nowMs: number,
): Read<Times> {
  if (timeUnixNano === 0n) return { problem: "it has no time" };
  const times = toTimes(timeUnixNano, startTimeUnixNano);
  if (times.atMs > nowMs + MAX_FUTURE_MS) return { problem: "it is more than 5 minutes in the future" };
  if (times.atMs < nowMs - MAX_AGE_MS) return { problem: "it is older than 8 days" };
  return startTimeUnixNano > timeUnixNano ? { problem: "it begins after its own time" } : { value: times };
}

const TOO_LARGE = "its value is beyond 2^53, where numbers are not exact";

/** A finite number; whole numbers exactly. */
export function numberOf({ asInt, asDouble }: NumberPoint): Read<number> {
  if (asInt !== undefined) {
    const value = Number(asInt);
    return Number.isSafeInteger(value) ? { value } : { problem: TOO_LARGE };
  }
  if (asDouble === undefined) return { problem: "it has no value" };
  return Number.isFinite(asDouble) ? { value: asDouble } : { problem: "its value is NaN or infinite" };
}

/** A number of events. */
export function countOf(point: NumberPoint): Read<number> {
  const read = numberOf(point);
  if ("problem" in read) return read;
  if (read.value < 0) return { problem: "its value is negative, which no counter is" };
  return read.value <= Number.MAX_SAFE_INTEGER ? read : { problem: TOO_LARGE };
}

/** Events at or below each boundary, the last one being all of them. */
export interface Bucket {
  readonly le: string;
  readonly count: number;
}

const isAscending = (bounds: readonly number[]): boolean =>
  bounds.every((bound, index) => Number.isFinite(bound) && (index === 0 || bound > (bounds[index - 1] ?? bound)));

export function bucketsOf({ count = 0n, bucketCounts = [], explicitBounds = [] }: HistogramPoint): Read<readonly Bucket[]> {
  if (count > BigInt(Number.MAX_SAFE_INTEGER)) return { problem: TOO_LARGE };
  const all = { le: "+Inf", count: Number(count) };
  if (bucketCounts.length === 0 && explicitBounds.length === 0) return { value: [all] };
  if (bucketCounts.length !== explicitBounds.length + 1) return { problem: "it must have one bucket more than boundaries" };
  if (!isAscending(explicitBounds)) return { problem: "its boundaries are not ascending finite numbers" };
  if (bucketCounts.reduce((sum, one) => sum + one, 0n) !== count) return { problem: "its buckets do not add up to its count" };
  let below = 0;
  const buckets = explicitBounds.map((bound, index) => {
    below += Number(bucketCounts[index] ?? 0n);
    return { le: String(bound === 0 ? 0 : bound), count: below };
  });
  return { value: [...buckets, all] };
}
