export type MtsType = "COUNTER" | "CUMULATIVE_COUNTER" | "GAUGE";

/** One metric time series whose points are a function of time, so that any stretch of the past and the present can be asked for. */
export interface SimulatedMts {
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly type: MtsType;
  /** A point is sent at every whole multiple of this. */
  readonly stepSeconds: number;
  /** The point of this time, in milliseconds since the epoch; null where none was sent. */
  readonly valueAt: (atMs: number) => number | null;
}

const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;

/** A whole number from 0 to below `limit` that only depends on its arguments. */
export function seededCount(seed: string, atMs: number, limit: number): number {
  let hash = HASH_START;
  for (const character of `${seed}@${atMs}`) hash = Math.imul(hash ^ character.charCodeAt(0), HASH_FACTOR);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % limit;
}

export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** A time series as programs see it. */
export interface StoredMts {
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly type: MtsType;
  /** Points in [fromMs, toMs), ascending. */
  points(fromMs: number, toMs: number): readonly Point[];
}
