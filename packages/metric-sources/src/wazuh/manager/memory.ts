import type { Minute } from "@solvent/domain";

/** What was seen in one minute: the part and the total, or the value as both. */
export interface Seen {
  readonly part: number;
  readonly total: number;
}

/** What was seen for one query, minute by minute. */
export interface MinuteMemory {
  holds(minute: Minute): boolean;
  /** Null: the manager was looked at, and could not tell. */
  keep(minute: Minute, seen: Seen | null): void;
  /** Undefined for a minute in which this process did not look, or that it does not remember any more. */
  at(minute: Minute): Seen | null | undefined;
}

/** A day, and what a late reader needs. */
const KEPT_MINUTES = 26 * 60;

export function makeMinuteMemory(): MinuteMemory {
  const minutes = new Map<Minute, Seen | null>();
  return {
    holds: (minute) => minutes.has(minute),
    keep(minute, seen) {
      minutes.set(minute, seen);
      // In the order in which they came, which is that of the clock.
      for (const known of minutes.keys()) {
        if (known > minute - KEPT_MINUTES) break;
        minutes.delete(known);
      }
    },
    at: (minute) => minutes.get(minute),
  };
}
