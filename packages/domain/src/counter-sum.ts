import type { MissingReason } from "./minute.ts";

/** Increases per minute of one sum of series. `increases[i]` is not quantised, and means something only where `missing[i]` is null. */
export interface CounterMinutes {
  readonly increases: Float64Array;
  readonly missing: readonly (MissingReason | null)[];
}

const SEEN = 1;
const KNOWN = 2;
const DOUBTED = 4;

function missingReason(flags: number): MissingReason | null {
  if ((flags & DOUBTED) !== 0) return "counter-fell";
  if ((flags & KNOWN) !== 0) return null;
  return (flags & SEEN) !== 0 ? "no-boundary" : "no-sample";
}

/** Collects what the series of one sum did in each minute. */
export class CounterSum {
  readonly #increases: Float64Array;
  readonly #flags: Uint8Array;
  #hasSeries = false;

  constructor(minutes: number) {
    this.#increases = new Float64Array(minutes);
    this.#flags = new Uint8Array(minutes);
  }

  beginSeries(): void {
    this.#hasSeries = true;
  }

  /** A sample in the minute; without an increase that alone does not make it known. */
  see(minute: number): void {
    this.#flags[minute] = (this.#flags[minute] ?? 0) | SEEN;
  }

  add(minute: number, amount: number): void {
    this.#increases[minute] = (this.#increases[minute] ?? 0) + amount;
    this.#flags[minute] = (this.#flags[minute] ?? 0) | KNOWN;
  }

  doubt(minute: number): void {
    this.#flags[minute] = (this.#flags[minute] ?? 0) | DOUBTED;
  }

  result(): CounterMinutes {
    const missing = Array.from(this.#flags, (flags) => (this.#hasSeries ? missingReason(flags) : "no-series"));
    return { increases: this.#increases, missing };
  }
}
