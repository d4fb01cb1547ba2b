import type { Minute } from "@solvent/domain";
import { type Birth, type Counter, minutesAlive, possibleBirths } from "./runs.ts";

/** Says of a beginning whether its target is proven to have been scraped, without this counter, at the start of the minute. */
export type IsBorn = (birth: Birth) => boolean;

/** What the counters at hand prove about each other: minutes at whose start, and within which, a target exposed any of them. */
function aliveByTarget(counters: readonly Counter[], targets: ReadonlySet<string>, maxAgeSeconds: number): Map<string, Set<Minute>> {
  const alive = new Map<string, Set<Minute>>();
  for (const counter of counters) {
    if (counter.target === null || !targets.has(counter.target)) continue;
    const minutes = alive.get(counter.target) ?? new Set();
    for (const minute of minutesAlive(counter, maxAgeSeconds)) minutes.add(minute);
    alive.set(counter.target, minutes);
  }
  return alive;
}

/** Beginnings that the counters at hand prove to be births, and those they cannot decide. */
export function judgeBirths(counters: readonly Counter[], maxAgeSeconds: number, from: Minute): { proven: Birth[]; open: Birth[] } {
  const births = counters.flatMap((counter) => possibleBirths(counter, maxAgeSeconds, from));
  const alive = aliveByTarget(counters, new Set(births.map((birth) => birth.target)), maxAgeSeconds);
  const isProven = (birth: Birth): boolean => alive.get(birth.target)?.has(birth.minute) === true;
  return { proven: births.filter(isProven), open: births.filter((birth) => !isProven(birth)) };
}
