import { definitionTerms, type MinuteInterval, type TermsDefinition } from "@solvent/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { adjustmentOf, fakeAdjustments } from "../../../test/fakes/adjustments.ts";
import { entryOf, rolling, START, termsOf } from "../../../test/fakes/board.ts";
import { type MemoryStream, memoryMinutes, slicesOf } from "../../../test/fakes/memory-minutes.ts";
import type { AppliedAdjustment } from "../adjustment/applied-adjustments.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { makePlanner } from "../status/objective-plan.ts";
import { type InsightMinutes, readAllowance } from "./allowance.ts";
import type { InsightSubject } from "./insight-range.ts";
import { readLedger } from "./read-ledger.ts";
import { holdsNoEpisode, readSparseLedger } from "./read-sparse-ledger.ts";

const LENGTH = 2400;
const END = START + LENGTH;

interface Case {
  readonly terms: TermsDefinition;
  readonly stream: MemoryStream;
  readonly adjustments: readonly AppliedAdjustment[];
  readonly range: MinuteInterval;
}

const SLICED = { minutes: 60, targetPercent: "95", noTraffic: "good", missing: "exclude" } as const;
const METHODS: readonly Partial<TermsDefinition>[] = [
  {},
  { method: "timeslices", slices: SLICED },
  { method: "timeslices", slices: { ...SLICED, minutes: 5, noTraffic: "bad", missing: "observed" } },
  { method: "ratio_timeslices", slices: { ...SLICED, minutes: 15, targetPercent: null, missing: "bad" } },
];

/** Calm but for a few bursts, so that most hours need not be read. */
const minutes = fc
  .array(fc.record({ at: fc.nat(LENGTH - 1), length: fc.integer({ min: 1, max: 90 }), bad: fc.integer({ min: 0, max: 100 }) }), {
    maxLength: 5,
  })
  .map((bursts) => {
    const values: ([number, number] | null)[] = Array.from({ length: LENGTH }, () => [100_000, 100_000]);
    for (const { at, length, bad } of bursts) {
      for (let i = at; i < Math.min(LENGTH, at + length); i++) values[i] = bad === 37 ? null : [(100 - bad) * 1000, 100_000];
    }
    return values;
  });

const adjustments = fc.array(
  fc
    .record({
      from: fc.integer({ min: -50, max: LENGTH }),
      length: fc.integer({ min: 1, max: 300 }),
      mode: fc.constantFrom("exclude", "forgive"),
    })
    .map(({ from, length, mode }) => adjustmentOf({ from: START + from, to: START + from + length, mode: mode as "exclude" | "forgive" })),
  { maxLength: 3 },
);

const cases: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom(...METHODS), minutes, adjustments, fc.nat(LENGTH - 200), fc.integer({ min: 100, max: LENGTH }))
  .map(([method, values, list, from, length]) => ({
    terms: termsOf({ ...rolling(1000), ...method }),
    stream: { streamId: 1, firstMinute: START, minutes: values },
    adjustments: list,
    range: { start: START + from, end: Math.min(END, START + from + length) },
  }));

/** The store in memory, counting the minutes that are read one by one. */
function sourcesOf({ terms, stream, adjustments: list }: Case) {
  const exact = definitionTerms(terms).slices;
  const streams = exact === null ? [stream] : [stream, slicesOf(stream, 2, exact)];
  const slicesStream = exact === null ? null : { streamId: 2, firstMinute: START, watermark: END };
  const entry = entryOf({ terms, slicesStream, watermark: END });
  const subject: InsightSubject = { entry, plan: makePlanner()(entry) };
  const store: MinuteReader = memoryMinutes(streams);
  let read = 0;
  const counting: InsightMinutes = {
    ...store,
    minutesBetween: async (id, from, to) => {
      read += Math.max(0, to - from);
      return store.minutesBetween(id, from, to);
    },
  };
  return { subject, sources: { minutes: counting, adjustments: fakeAdjustments({ [entry.id]: list }) }, minutesRead: () => read };
}

test("episodes and background add up to all that failed, exactly", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const { subject, sources } = sourcesOf(one);
      const { ledger, counts } = await readLedger(sources, subject, one.range);
      const attributed = ledger.episodes.reduce((sum, { bad }) => sum + bad, 0n);
      expect(attributed + ledger.backgroundBad).toBe(ledger.totalBad);
      expect([ledger.totalBad, ledger.totalMass]).toEqual([counts.bad, counts.mass]);
      expect(ledger.backgroundBad >= 0n).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("the hours that may burn tell the same as all minutes, for every method, and are fewer", async () => {
  let [sparse, whole] = [0, 0];
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const { subject, sources, minutesRead } = sourcesOf(one);
      const { range } = one;
      const full = await readLedger(sources, subject, range);
      const before = minutesRead();
      whole += before;
      const input = { range, counts: full.counts, adjustments: full.adjustments };
      const counted = { ...subject, ...input, allowed: await readAllowance(sources.minutes, subject, input) };
      const found = await readSparseLedger(sources, counted);
      sparse += minutesRead() - before;
      expect(found.ledger).toEqual(full.ledger);
      expect(found.spans).toEqual(full.spans);
      if (holdsNoEpisode(counted)) expect(full.ledger.episodes).toEqual([]);
    }),
    { numRuns: 120 },
  );
  expect(sparse).toBeLessThan(whole);
});

test("an episode that the start of the range cuts is named by its true start", async () => {
  const values = Array.from({ length: LENGTH }, (_, i): [number, number] => (i >= 500 && i < 800 ? [0, 100_000] : [100_000, 100_000]));
  const one = { terms: termsOf(rolling(1000)), stream: { streamId: 1, firstMinute: START, minutes: values }, adjustments: [] };
  for (const start of [START + 500, START + 650, START + 799]) {
    const { subject, sources } = sourcesOf({ ...one, range: { start, end: END } });
    const { ledger, spans } = await readLedger(sources, subject, { start, end: END });
    expect(ledger.episodes.map(({ from, to }) => [from, to])).toEqual([[start, START + 800]]);
    expect(spans).toEqual([{ from: START + 500, to: START + 800 }]);
  }
});
