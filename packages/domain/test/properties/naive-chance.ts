import { compareFractions, type Fraction, fraction } from "../../src/index.ts";
import { makeDraws } from "../../src/seeded-random.ts";

const DAY = 1440;

/** A day of equal minutes, newest first; null: nothing is known of it. */
export type NaiveDay = { readonly bad: number; readonly total: number } | null;

export interface NaiveChance {
  readonly days: readonly NaiveDay[];
  readonly windowMinutes: number;
  readonly budget: Fraction;
  readonly seed: string;
}

/** 1000 time lines of days, known ones before minute 0 and drawn ones after it, each looked at through the window at the end of each day. */
export function chanceNaively({ days, windowMinutes, budget, seed }: NaiveChance) {
  const urn = days.slice(0, 28).flatMap((day, back) => (day === null ? [] : back < 7 ? [day, day] : [day]));
  const draw = makeDraws(seed);
  const outcomes: Fraction[] = [];
  let exhaustedPaths = 0;
  for (let path = 0; path < 1000; path++) {
    const line = days.map((day, back) => ({ start: -(back + 1) * DAY, day }));
    for (let next = 0; next < 7; next++) line.push({ start: next * DAY, day: urn[draw(urn.length)] ?? null });
    const looks = Array.from({ length: 8 }, (_, end) => {
      let [bad, total] = [0n, 0n];
      for (const { start, day } of line) {
        const minutes = Math.min(start + DAY, end * DAY) - Math.max(start, end * DAY - windowMinutes);
        if (day === null || minutes <= 0) continue;
        bad += BigInt(day.bad) * BigInt(minutes);
        total += BigInt(day.total) * BigInt(minutes);
      }
      return { bad: bad * budget.den, allowed: total * budget.num };
    });
    if (looks.some(({ bad, allowed }) => bad > allowed)) exhaustedPaths++;
    const last = looks.at(-1);
    outcomes.push(last === undefined || last.allowed === 0n ? fraction(0n) : fraction(last.bad, last.allowed));
  }
  outcomes.sort(compareFractions);
  return { exhaustedPaths, low: outcomes[99], median: outcomes[499], high: outcomes[899] };
}
