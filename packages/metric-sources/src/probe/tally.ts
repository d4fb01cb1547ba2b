import type { Minute, MissingReason } from "@solvent/domain";

/** Minutes that are kept: a day, and what a late reader needs. */
const KEPT_MINUTES = 26 * 60;

/** What is known of a minute: its events and the value of the last one, or why there is nothing. */
export type MinuteNote = { readonly good: number; readonly total: number; readonly value: number } | MissingReason;

/** What the probes of one query gave, minute by minute, for 26 hours. */
export interface Tally {
  /** Looking begins within this minute. What is not known of it and of those before it is not this process' to tell. */
  begin(minute: Minute): void;
  add(minute: Minute, event: { readonly good: boolean; readonly value: number }): void;
  /** A probe could not be made. */
  block(minute: Minute): void;
  /** Minutes [from, to) were somebody else's; none if `to` is not later. */
  forget(from: Minute, to: Minute): void;
  at(minute: Minute): MinuteNote;
}

interface Ring {
  readonly good: Uint16Array;
  readonly total: Uint16Array;
  readonly blocked: Uint8Array;
  /** Null where only events count. */
  readonly values: Float64Array | null;
}

const makeRing = (withValues: boolean): Ring => ({
  good: new Uint16Array(KEPT_MINUTES),
  total: new Uint16Array(KEPT_MINUTES),
  blocked: new Uint8Array(KEPT_MINUTES),
  values: withValues ? new Float64Array(KEPT_MINUTES) : null,
});

export function makeTally(withValues: boolean): Tally {
  const ring = makeRing(withValues);
  /** The newest minute that has a place; the 26 hours up to it are in the ring. */
  let newest: Minute | null = null;
  /** What is unknown before this minute was not looked at. */
  let since = Number.POSITIVE_INFINITY;

  const placeOf = (minute: Minute): number => minute % KEPT_MINUTES;
  const isKept = (minute: Minute): boolean => newest !== null && minute <= newest && minute > newest - KEPT_MINUTES;

  function clear(minute: Minute): void {
    const place = placeOf(minute);
    ring.good[place] = 0;
    ring.total[place] = 0;
    ring.blocked[place] = 0;
  }

  /** The place of a minute, null when it is too old for one. */
  function makePlace(minute: Minute): number | null {
    if (newest === null) newest = minute - KEPT_MINUTES;
    for (let next = Math.max(newest + 1, minute - KEPT_MINUTES + 1); next <= minute; next += 1) clear(next);
    newest = Math.max(newest, minute);
    return isKept(minute) ? placeOf(minute) : null;
  }

  const increase = (counts: Uint16Array, place: number): void => {
    counts[place] = (counts[place] ?? 0) + 1;
  };

  return {
    begin(minute) {
      since = minute + 1;
    },
    add(minute, { good, value }) {
      const place = makePlace(minute);
      if (place === null) return;
      increase(ring.total, place);
      if (good) increase(ring.good, place);
      if (ring.values !== null) ring.values[place] = value;
    },
    block(minute) {
      const place = makePlace(minute);
      if (place !== null) ring.blocked[place] = 1;
    },
    forget(from, to) {
      if (to <= from) return;
      for (let minute = from; minute < to; minute += 1) if (isKept(minute)) clear(minute);
      since = Math.max(since, to);
    },
    at(minute) {
      const place = placeOf(minute);
      const total = isKept(minute) ? (ring.total[place] ?? 0) : 0;
      if (total > 0) return { good: ring.good[place] ?? 0, total, value: ring.values?.[place] ?? 0 };
      if (isKept(minute) && ring.blocked[place] === 1) return "source-refused";
      return minute < since ? "not-read" : "no-sample";
    },
  };
}
