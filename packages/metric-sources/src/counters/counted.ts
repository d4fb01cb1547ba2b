import { type CounterMinutes, type Minute, type MissingReason, quantiseEvents } from "@solvent/domain";
import type { ReadValue } from "../source.ts";

/** Increases of the part (good or bad events) and of the total, in events, per minute from `from` on. */
export interface CountedMinutes {
  readonly from: Minute;
  readonly numerator: "good" | "bad";
  readonly part: CounterMinutes;
  readonly total: CounterMinutes;
}

/**
 * Why the minute is not known, null when it is. The total decides: a part without a sample means that no such event was ever counted.
 * A doubtful fall makes the minute unknown on either side.
 */
function reasonOf({ part, total }: CountedMinutes, index: number): MissingReason | null {
  const reason = total.missing[index] ?? null;
  if (reason !== null) return reason;
  return part.missing[index] === "counter-fell" ? "counter-fell" : null;
}

/** Quantises, turns bad into good and cuts good to total. A count beyond 2^53 - 1 thousandths is no count: its minute is missing. */
export function toReadValue(counted: CountedMinutes): ReadValue {
  const good: number[] = [];
  const total: number[] = [];
  const missing: (MissingReason | null)[] = [];
  let clampedMinutes = 0;
  for (let index = 0; index < counted.total.missing.length; index += 1) {
    const all = quantiseEvents(counted.total.increases[index] ?? 0);
    const part = quantiseEvents(counted.part.missing[index] === null ? (counted.part.increases[index] ?? 0) : 0);
    const reason = reasonOf(counted, index) ?? (all === null || part === null ? "query-failed" : null);
    missing.push(reason);
    if (reason !== null || all === null || part === null) {
      good.push(0);
      total.push(0);
      continue;
    }
    if (part > all) clampedMinutes += 1;
    const within = Math.min(part, all);
    good.push(counted.numerator === "good" ? within : all - within);
    total.push(all);
  }
  return { block: { from: counted.from, good, total, missing }, clampedMinutes };
}

const joinMinutes = (pieces: readonly CounterMinutes[]): CounterMinutes => ({
  increases: Float64Array.from(pieces.flatMap(({ increases }) => [...increases])),
  missing: pieces.flatMap(({ missing }) => missing),
});

/** Joins neighbouring stretches of one stream, oldest first. */
export function joinCounted(pieces: readonly CountedMinutes[]): CountedMinutes {
  const [first] = pieces;
  if (first === undefined) throw new Error("nothing to join");
  return { ...first, part: joinMinutes(pieces.map(({ part }) => part)), total: joinMinutes(pieces.map(({ total }) => total)) };
}
