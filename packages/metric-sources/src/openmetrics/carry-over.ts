import type { CounterMinutes, MissingReason } from "@solvent/domain";

/** Over a longer stretch the increase is not guessed (slo-math 10), so nothing is carried across it either. */
const MAX_CARRIED_MINUTES = 5;

const isUnseen = (reason: MissingReason | null): boolean => reason === "no-sample" || reason === "no-series";

/**
 * Takes back the minutes that only some of the pages could tell about. What the others counted in them goes to the next minute that is
 * told in full, together with what the silent pages counted meanwhile: no event is lost, and no minute is known too low.
 */
export function carryOver(minutes: CounterMinutes, untold: readonly (MissingReason | null)[]): CounterMinutes {
  const increases = minutes.increases.slice();
  const missing = [...minutes.missing];
  let carried = 0;
  let run = 0;
  for (const [index, reason] of untold.entries()) {
    const counted = minutes.missing[index] === null ? (minutes.increases[index] ?? 0) : 0;
    if (reason !== null) {
      run += 1;
      carried += counted;
      missing[index] = reason;
      continue;
    }
    const known = missing[index] ?? null;
    if (run > 0 && run <= MAX_CARRIED_MINUTES && carried > 0 && (known === null || isUnseen(known))) {
      increases[index] = counted + carried;
      missing[index] = null;
    }
    carried = 0;
    run = 0;
  }
  return { increases, missing };
}
