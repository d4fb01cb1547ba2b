import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CountsOf,
  chanceIntervals,
  definitionTerms,
  errorBudgetRatio,
  exhaustionAtRate,
  exhaustionChance,
  forecastCandidates,
  forecastIntervals,
  type Minute,
  type MinuteInterval,
  type ObjectiveTerms,
  recoveryCandidates,
  recoveryIntervals,
  recoveryOf,
} from "../../src/index.ts";
import { ORIGIN } from "./arbitraries.ts";
import { chanceNaively } from "./naive-chance.ts";
import { countFutureNaively, type FutureMinute, type NaiveFuture, type NaiveHistory, overspentNaively } from "./naive-future.ts";

const RUNS = { numRuns: 200 };
const HISTORY_MINUTES = 280;
const HISTORY_START = ORIGIN - HISTORY_MINUTES;

/** Stretches of the same minute, so that calm hours and failing hours alternate. */
const stretch = fc
  .record({
    minutes: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 90 })),
    total: fc.constantFrom(0, 1, 20, 100, 1000),
    badTenths: fc.constantFrom(0, 0, 0, 1, 2, 10),
    missing: fc.constantFrom(false, false, false, false, true),
  })
  .map(({ minutes, total, badTenths, missing }): FutureMinute[] =>
    new Array<FutureMinute>(minutes).fill(missing ? null : { bad: Math.floor((total * badTenths) / 10), total }),
  );
const history = fc
  .array(stretch, { minLength: 3, maxLength: 50 })
  .map((stretches): NaiveHistory => ({ start: HISTORY_START, minutes: stretches.flat().slice(0, HISTORY_MINUTES) }));

const terms = fc
  .record({
    targetPercent: fc.constantFrom("50", "80", "90", "95", "99"),
    windowMinutes: fc.integer({ min: 1, max: HISTORY_MINUTES - 20 }),
    slices: fc.constantFrom(null, null, 1 as const, 5 as const, 30 as const),
    startBack: fc.option(fc.integer({ min: 1, max: HISTORY_MINUTES }), { freq: 3 }),
  })
  .map(
    ({ targetPercent, windowMinutes, slices, startBack }): ObjectiveTerms =>
      definitionTerms({
        targetPercent,
        window: { kind: "rolling", minutes: windowMinutes },
        method: slices === null ? "occurrences" : "timeslices",
        slices: slices === null ? null : { minutes: slices, targetPercent: "100", noTraffic: "good", missing: "exclude" },
        sloStart: startBack === null ? null : ORIGIN - startBack,
      }),
  );
const at = fc.integer({ min: ORIGIN - 20, max: ORIGIN });
const lookbackMinutes = fc.constantFrom(1, 7, 30, 60, 150);

/** Counts of the announced intervals; anything else is an error. */
function announced(known: NaiveHistory, by: ObjectiveTerms, intervals: readonly MinuteInterval[]): CountsOf {
  const keyOf = ({ start, end }: MinuteInterval): string => `${start}-${end}`;
  const allowed = new Set(intervals.map(keyOf));
  return (interval) => {
    if (!allowed.has(keyOf(interval))) throw new Error(`nobody announced ${keyOf(interval)}`);
    return countFutureNaively(known, interval, by.slices?.minutes ?? null);
  };
}

const firstT = (length: number, holds: (t: number) => boolean): number | null => {
  for (let t = 0; t <= length; t++) if (holds(t)) return t;
  return null;
};

function futureOf(known: NaiveHistory, by: ObjectiveTerms, now: Minute, rate: NaiveFuture["rate"]): NaiveFuture {
  return { history: known, terms: by, at: now, budget: errorBudgetRatio(by), rate };
}

test("the two-step search finds the minute that a walk over every minute finds, and reads only what it announced", () => {
  fc.assert(
    fc.property(history, terms, at, lookbackMinutes, (known, by, now, lookback) => {
      const request = { terms: by, at: now, lookbackMinutes: lookback };
      const hours = forecastIntervals(request);
      const candidates = forecastCandidates({ ...request, countsOf: announced(known, by, hours) });
      const answer = exhaustionAtRate({ ...request, countsOf: announced(known, by, [...hours, ...candidates]) });

      const length = by.slices?.minutes ?? 1;
      const end = Math.floor(now / length) * length;
      const start = Math.max(end - Math.ceil(lookback / length) * length, by.sloStart ?? Number.NEGATIVE_INFINITY);
      const last = countFutureNaively(known, { start, end }, by.slices?.minutes ?? null);
      const ratesKnown = last.counted > 0 && (last.mass > 0n || last.unjudged === 0);
      const rate = ratesKnown ? { bad: last.bad, mass: last.mass, per: BigInt(last.counted) } : { bad: 0n, mass: 0n, per: 1n };
      const future = futureOf(known, by, now, rate);
      const first = firstT(by.windowMinutes, (t) => overspentNaively(future, t));
      if (first === 0) expect(answer.kind).toBe("already-exhausted");
      else if (!ratesKnown) expect(answer.kind).toBe("unknown");
      else if (first === null) expect(answer.kind).toBe("not-at-this-rate");
      else expect(answer).toMatchObject({ kind: "projected", minutes: first });
    }),
    { numRuns: 300 },
  );
});

test("a rolling budget that lasts burns at 1 or less, and the reason says what a plain division would have missed", () => {
  fc.assert(
    fc.property(history, terms, at, lookbackMinutes, (known, by, now, lookback) => {
      const countsOf: CountsOf = (interval) => countFutureNaively(known, interval, by.slices?.minutes ?? null);
      const answer = exhaustionAtRate({ terms: by, at: now, lookbackMinutes: lookback, countsOf });
      fc.pre(answer.kind === "not-at-this-rate");
      expect(answer.burn === null || answer.burn.num <= answer.burn.den).toBe(true);
      expect(answer.because === "no-failures").toBe(answer.burn === null || answer.burn.num === 0n);
    }),
    RUNS,
  );
});

test("an overspent budget is back at the minute that a walk over every minute finds", () => {
  fc.assert(
    fc.property(history, terms, at, (known, by, now) => {
      const request = { terms: by, at: now };
      const hours = recoveryIntervals(request);
      const candidates = recoveryCandidates({ ...request, countsOf: announced(known, by, hours) });
      const answer = recoveryOf({ ...request, countsOf: announced(known, by, [...hours, ...candidates]) });

      const start = Math.max(now - by.windowMinutes, by.sloStart ?? Number.NEGATIVE_INFINITY);
      const window = countFutureNaively(known, { start, end: Math.max(start, now) }, by.slices?.minutes ?? null);
      const future = futureOf(known, by, now, { bad: 0n, mass: window.mass, per: BigInt(Math.max(1, window.counted)) });
      const first = firstT(by.windowMinutes, (t) => !overspentNaively(future, t));
      expect(answer).toEqual(first === 0 ? { kind: "not-exhausted" } : { kind: "recovers", minute: now + (first ?? Number.NaN) });
    }),
    { numRuns: 300 },
  );
});

test("few hours need their minutes read: those in which the budget nearly is gone", () => {
  const day = 1440;
  const by = definitionTerms({
    targetPercent: "99.9",
    window: { kind: "rolling", minutes: 90 * day },
    method: "occurrences",
    slices: null,
    sloStart: null,
  });
  const countsOf: CountsOf = ({ start, end }) => {
    const minutes = BigInt(end - start);
    const outage = BigInt(Math.max(0, Math.min(end, 60) - Math.max(start, 0)));
    return { bad: minutes * 3n + outage * 9_000n, mass: minutes * 10_000n, counted: end - start, unjudged: 0 };
  };
  const request = { terms: by, at: 90 * day, lookbackMinutes: day };
  expect(forecastIntervals(request).length).toBeLessThan(90 * 24 + 10);
  expect(forecastCandidates({ ...request, countsOf }).length).toBeLessThanOrEqual(120);
});

const typicalDay = fc.option(fc.record({ bad: fc.nat(60), total: fc.integer({ min: 50, max: 1000 }) }), { freq: 5 });
const HISTORY_DAYS = 40;

test("the chance is that of a thousand time lines looked at day by day, and reads only what it announced", () => {
  const windowMinutes = fc.oneof(fc.integer({ min: 1, max: 33 * 1440 }), fc.constantFrom(7 * 1440, 28 * 1440));
  fc.assert(
    fc.property(
      fc.array(typicalDay, { minLength: HISTORY_DAYS, maxLength: HISTORY_DAYS }),
      windowMinutes,
      fc.uuid(),
      (days, length, objectiveId) => {
        const by = definitionTerms({
          targetPercent: "95",
          window: { kind: "rolling", minutes: length },
          method: "occurrences",
          slices: null,
          sloStart: null,
        });
        const request = { terms: by, at: ORIGIN };
        const allowed = new Set(chanceIntervals(request).map(({ start, end }) => `${start}-${end}`));
        // Counts are multiples of 1440, so that every minute of a day holds the same whole number.
        const countsOf: CountsOf = ({ start, end }) => {
          if (!allowed.has(`${start}-${end}`)) throw new Error("nobody announced this");
          let [bad, mass, counted] = [0n, 0n, 0];
          days.forEach((day, back) => {
            const minutes = Math.min(end, ORIGIN - back * 1440) - Math.max(start, ORIGIN - (back + 1) * 1440);
            if (day === null || minutes <= 0) return;
            bad += BigInt(Math.min(day.bad, day.total) * minutes);
            mass += BigInt(day.total * minutes);
            counted += minutes;
          });
          return { bad, mass, counted, unjudged: 0 };
        };
        const answer = exhaustionChance({ ...request, objectiveId, countsOf });
        const known = days.slice(0, 28).filter((day) => day !== null).length;
        if (known < 14) {
          expect(answer).toEqual({ kind: "too-little-history", knownDays: known, neededDays: 14 });
          return;
        }
        const capped = days.map((day) => (day === null ? null : { ...day, bad: Math.min(day.bad, day.total) }));
        const naive = chanceNaively({
          days: capped,
          windowMinutes: length,
          budget: errorBudgetRatio(by),
          seed: `${objectiveId}@${ORIGIN}`,
        });
        expect(answer).toMatchObject({ ...naive, daysDrawnFrom: known });
      },
    ),
    { numRuns: 8 },
  );
});
