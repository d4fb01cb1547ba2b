import fc from "fast-check";
import type { Adjustment, AlertRule, MinuteRun } from "../../src/index.ts";
import { COUNT_SCALE, fraction } from "../../src/index.ts";

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
      minExcess,
      resolveAfter,
    }),
  );
