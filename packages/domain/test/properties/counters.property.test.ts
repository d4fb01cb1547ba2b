import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceCounters, makeCounterDifferencer, minuteIncreases, type SampledCounter } from "../../src/index.ts";
import { increasesNaively } from "./naive-counters.ts";

const START = 1_772_323_200;
const RUNS = { numRuns: 500 };

const value = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 3000 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -5, 0) },
);
/** Whole seconds, halves and milliseconds around and inside the span, often exactly on a boundary. */
const time = fc.oneof(
  fc.integer({ min: -400, max: 1000 }).map((offset) => START + offset),
  fc.integer({ min: -8, max: 16 }).map((minutes) => START + minutes * 60),
  fc.integer({ min: -400_000, max: 1_000_000 }).map((ms) => START + ms / 1000),
);
const samples = fc.array(fc.tuple(time, value), { maxLength: 30 });
const scrapedSamples = fc
  .record({
    first: fc.integer({ min: -300, max: 200 }),
    every: fc.constantFrom(15, 30, 60, 61, 90, 120),
    values: fc.array(value, { maxLength: 30 }),
  })
  .map(({ first, every, values }) => values.map((v, i) => [START + first + i * every, v] as [number, number]));
const counter = fc.record({ samples: fc.oneof(samples, scrapedSamples), bornAfterBoundary: fc.boolean() });
const counters = fc.array(counter, { maxLength: 4 });
const interval = fc.constantFrom(15, 60, 61, 90, 120, 300, 600);

test("increases are what a walk over minutes and samples says", () => {
  fc.assert(
    fc.property(counters, fc.integer({ min: 0, max: 15 }), (series, minutes) => {
      const question = { series, startSecond: START, minutes };
      expect(minuteIncreases(question)).toEqual(increasesNaively(question));
    }),
    RUNS,
  );
});

test("increases at any scrape interval are what a walk over minutes and samples says", () => {
  fc.assert(
    fc.property(counters, interval, (series, scrapeIntervalSeconds) => {
      const question = { series, startSecond: START, minutes: 12, scrapeIntervalSeconds };
      expect(minuteIncreases(question)).toEqual(increasesNaively(question));
    }),
    RUNS,
  );
});

test("the order of samples does not matter", () => {
  fc.assert(
    fc.property(scrapedSamples, fc.boolean(), (list, bornAfterBoundary) => {
      const ask = (samplesInOrder: SampledCounter["samples"]) =>
        minuteIncreases({ series: [{ samples: samplesInOrder, bornAfterBoundary }], startSecond: START, minutes: 10 });
      expect(ask(list.toReversed())).toEqual(ask(list));
    }),
    RUNS,
  );
});

test("increases of a counter scraped without a long gap add up to all its growth, restarts included", () => {
  const growing = fc.record({
    every: fc.constantFrom(10, 15, 30, 60),
    phase: fc.integer({ min: 0, max: 59 }),
    steps: fc.array(fc.record({ by: fc.integer({ min: 0, max: 50 }), restart: fc.boolean() }), { minLength: 60, maxLength: 60 }),
  });
  fc.assert(
    fc.property(growing, ({ every, phase, steps }) => {
      let [current, events] = [500, 0];
      const list = steps.map(({ by, restart }, i): [number, number] => {
        if (i > 0) {
          current = restart ? by : current + by;
          events += by;
        }
        return [START - phase + i * every, current];
      });
      const before = list.filter(([t]) => t <= START).length;
      const minutes = Math.ceil((steps.length * every) / 60);
      const counted = minuteIncreases({ series: [{ samples: list }], startSecond: START, minutes }).reduce<number>(
        (sum, one) => sum + (one ?? 0),
        0,
      );
      const missedBeforeStart = steps.slice(1, before).reduce((sum, { by }) => sum + by, 0);
      // A restart below its former value counts the new value; one at or above it looks like growth by the difference.
      const hidden = hiddenByRestarts(list, steps, before);
      expect(counted).toBe(events - missedBeforeStart - hidden);
    }),
    RUNS,
  );
});

/** Events that no reader can see: of restarts whose first value is not below the last one before. */
function hiddenByRestarts(list: readonly [number, number][], steps: readonly { by: number; restart: boolean }[], from: number): number {
  return steps.reduce((sum, { by, restart }, i) => {
    const [previous, now] = [list[i - 1]?.[1] ?? 0, list[i]?.[1] ?? 0];
    return i >= Math.max(1, from) && restart && now >= previous ? sum + by - (now - previous) : sum;
  }, 0);
}

test("several sums in one pass are the same as each sum alone", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(counter, fc.constantFrom("a", "b"), fc.constantFrom<number[]>([0], [1], [0, 1])), { maxLength: 5 }),
      (list) => {
        const span = { startSecond: START, minutes: 8 };
        const series = list.map(([{ samples: of, bornAfterBoundary }, , sums], i) => ({
          series: { times: of.map(([t]) => t), values: of.map(([, v]) => v), bornAfterBoundary, target: `${i}` },
          sums,
        }));
        const together = makeCounterDifferencer({ ...span, sums: 2 });
        for (const one of series) together.add(one.series, one.sums);
        const alone = [0, 1].map((sum) =>
          differenceCounters({ ...span, series: series.filter(({ sums }) => sums.includes(sum)).map((one) => one.series) }),
        );
        expect(together.results()).toEqual(alone);
      },
    ),
    RUNS,
  );
});
