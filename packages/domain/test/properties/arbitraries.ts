import fc from "fast-check";
import {
  type Adjustment,
  type AlertRule,
  BUDGETING_METHODS,
  COUNT_SCALE,
  definitionTerms,
  fraction,
  MINUTE_MS,
  MISSING_POLICIES,
  type Minute,
  type MinuteRun,
  NO_TRAFFIC_POLICIES,
  type ObjectiveTerms,
  type ObjectiveWindow,
  SLICE_LENGTHS,
} from "../../src/index.ts";

/** Small enough that every kind of overlap is met, far enough from zero that nothing depends on the epoch. */
export const ORIGIN = 29_538_720;
export const SPAN = 240;

const minuteInSpan = fc.integer({ min: ORIGIN, max: ORIGIN + SPAN });

const counts = fc.oneof(
  { weight: 3, arbitrary: fc.record({ total: fc.integer({ min: 0, max: 20 }), badShare: fc.constantFrom(0, 0, 0, 1, 2, 5, 10) }) },
  {
    weight: 1,
    arbitrary: fc.record({ total: fc.constantFrom(0, 1, 1_000_000, 6_000_000_000), badShare: fc.integer({ min: 0, max: 10 }) }),
  },
);

/** Runs of whole or fractional events: bad is up to the whole total, in tenths of it. */
const knownRun = fc
  .record({ from: minuteInSpan, minutes: fc.integer({ min: 1, max: 60 }), counts, odd: fc.integer({ min: 0, max: 999 }) })
  .map(({ from, minutes, counts: { total, badShare }, odd }): MinuteRun => {
    const scaled = BigInt(total) * BigInt(COUNT_SCALE) + (total > 0 && badShare === 5 ? BigInt(odd) : 0n);
    return { from, minutes, counts: { total: scaled, good: scaled - (scaled * BigInt(badShare)) / 10n } };
  });
const missingRun = fc
  .record({ from: minuteInSpan, minutes: fc.integer({ min: 1, max: 40 }) })
  .map((run): MinuteRun => ({ ...run, counts: null }));

export const minuteRuns = fc.array(fc.oneof({ weight: 4, arbitrary: knownRun }, { weight: 1, arbitrary: missingRun }), { maxLength: 14 });

export const adjustments = fc.array(
  fc
    .record({ from: minuteInSpan, length: fc.integer({ min: 1, max: 50 }), mode: fc.constantFrom("exclude" as const, "forgive" as const) })
    .map(({ from, length, mode }): Adjustment => ({ from, to: from + length, mode })),
  { maxLength: 5 },
);

export const targetPercent = fc.constantFrom("50", "90", "99", "99.5", "99.9", "99.95", "99.999", "33.3333333");

export const alertRule = fc
  .record({
    longMinutes: fc.integer({ min: 1, max: 90 }),
    shortShare: fc.integer({ min: 1, max: 12 }),
    factorTenths: fc.integer({ min: 1, max: 200 }),
    minExcess: fc.integer({ min: 0, max: 8 }),
    resolveAfter: fc.integer({ min: 1, max: 6 }),
  })
  .map(
    ({ longMinutes, shortShare, factorTenths, minExcess, resolveAfter }): AlertRule => ({
      name: "rule",
      severity: "page",
      longMinutes,
      shortMinutes: Math.max(1, Math.floor(longMinutes / shortShare)),
      factor: fraction(BigInt(factorTenths), 10n),
      budgetShare: null,
      minExcess,
      resolveAfter,
    }),
  );

/** A zone, and an instant two hours after which something happens on its calendar. */
interface Place {
  readonly zone: string;
  readonly origin: Minute;
}
const place = (zone: string, iso: string): Place => ({ zone, origin: Date.parse(iso) / MINUTE_MS });

const places = fc.constantFrom<Place>(
  place("UTC", "2026-02-28T22:00Z"), // a month begins
  place("Europe/Stockholm", "2026-03-28T21:00Z"), // a day of 23 hours begins
  place("America/New_York", "2026-11-02T03:00Z"), // a day of 25 hours ends
  place("Africa/Cairo", "2026-04-23T20:00Z"), // a day without midnight begins
  place("Pacific/Apia", "2011-12-30T08:00Z"), // a date is skipped
  place("Asia/Kathmandu", "2026-03-01T16:15Z"), // a day begins within an hour
);

const windowAt = ({ zone }: Place): fc.Arbitrary<ObjectiveWindow> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: SPAN + 60 }).map((minutes): ObjectiveWindow => ({ kind: "rolling", minutes })) },
    { weight: 3, arbitrary: fc.constant<ObjectiveWindow>({ kind: "calendar", unit: "day", zone, weekStart: "monday" }) },
    { weight: 1, arbitrary: fc.constant<ObjectiveWindow>({ kind: "calendar", unit: "week", zone, weekStart: "monday" }) },
  );

const sliceSettings = fc.record({
  minutes: fc.constantFrom(...SLICE_LENGTHS),
  sliceTarget: fc.constantFrom("50", "90", "95", "99.9", "100", "33.33"),
  noTraffic: fc.constantFrom(...NO_TRAFFIC_POLICIES),
  missing: fc.constantFrom(...MISSING_POLICIES),
});

/** One objective with its minutes, its adjustments and an evaluation, somewhere on the calendar. */
export interface Scene {
  readonly terms: ObjectiveTerms;
  readonly runs: readonly MinuteRun[];
  readonly adjustments: readonly Adjustment[];
  readonly at: Minute;
}

/** Where the calendar changes at most places. */
const HAPPENS = 120;
const offsetInSpan = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -10, max: SPAN + 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(HAPPENS, HAPPENS + 1) },
);

/** Every method, window, policy and adjustment that an objective can have, over few enough minutes that they all meet. */
export const scenes: fc.Arbitrary<Scene> = places.chain((where) =>
  fc
    .record({
      method: fc.constantFrom(...BUDGETING_METHODS),
      settings: sliceSettings,
      window: windowAt(where),
      target: targetPercent,
      start: fc.option(offsetInSpan, { freq: 2 }),
      runs: minuteRuns,
      changes: adjustments,
      at: offsetInSpan,
    })
    .map(({ method, settings: { sliceTarget, ...settings }, window, target, start, runs, changes, at }): Scene => {
      const shift = where.origin - ORIGIN;
      const slices = { ...settings, targetPercent: method === "timeslices" ? sliceTarget : null };
      return {
        terms: definitionTerms({
          targetPercent: target,
          window,
          method,
          slices: method === "occurrences" ? null : slices,
          sloStart: start === null ? null : where.origin + start,
        }),
        runs: runs.map((run) => ({ ...run, from: run.from + shift })),
        adjustments: changes.map(({ from, to, mode }) => ({ from: from + shift, to: to + shift, mode })),
        at: where.origin + at,
      };
    }),
);
