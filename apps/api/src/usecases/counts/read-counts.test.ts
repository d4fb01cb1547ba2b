import {
  type Adjustment,
  COUNT_SCALE,
  definitionTerms,
  type MinuteInterval,
  type ObjectiveTerms,
  type TermsDefinition,
} from "@solvent/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type MemoryStream, memoryMinutes, slicesOf } from "../../../test/fakes/memory-minutes.ts";
import type { CountedMinutes } from "./count-reader.ts";
import { readCounts } from "./read-counts.ts";
import { readExactCounts } from "./read-exact-counts.ts";

const START = 29_600_040;
const LENGTH = 240;
const termsOf = (terms: Partial<TermsDefinition> = {}): ObjectiveTerms =>
  definitionTerms({
    targetPercent: "99",
    window: { kind: "rolling", minutes: 120 },
    method: "occurrences",
    slices: null,
    sloStart: null,
    ...terms,
  });
const SLICED = { method: "timeslices", slices: { minutes: 5, targetPercent: "90", noTraffic: "good", missing: "exclude" } } as const;
const stateOf = ({ from, to, mode }: Adjustment, minute: number) => (from <= minute && minute < to ? mode : null);

interface Case {
  readonly stream: MemoryStream;
  readonly adjustments: readonly Adjustment[];
  readonly sloStart: number | null;
}

/** What is known of a minute, adjusted: excluded, missing, or its good and total. */
function minuteIn({ stream, adjustments, sloStart }: Case, minute: number) {
  const modes = adjustments.map((one) => stateOf(one, minute));
  if (modes.includes("exclude")) return "excluded";
  const value = stream.minutes[minute - stream.firstMinute] ?? null;
  if (value === null || (sloStart !== null && minute < sloStart)) return "missing";
  return { good: modes.includes("forgive") ? value[1] : value[0], total: value[1] };
}

const minutesOf = ({ start, end }: MinuteInterval): number[] => Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);

/** The same figures, minute by minute and slice by slice. */
function countedByHand(of: Case, interval: MinuteInterval, length: number | null) {
  const states = minutesOf(interval).map((minute) => minuteIn(of, minute));
  const known = states.filter((state) => typeof state === "object");
  const good = known.reduce((sum, minute) => sum + minute.good, 0);
  const total = known.reduce((sum, minute) => sum + minute.total, 0);
  const coverage = {
    minutes: states.length,
    counted: known.length,
    missing: states.filter((state) => state === "missing").length,
    excluded: states.filter((state) => state === "excluded").length,
    noTraffic: known.filter((minute) => minute.total === 0).length,
  };
  const events = { good: BigInt(good), total: BigInt(total), ...coverage };
  if (length === null) return { ...events, bad: BigInt(total - good), mass: BigInt(total) };
  let [bad, mass] = [0, 0];
  for (let start = Math.ceil(interval.start / length) * length; start + length <= interval.end; start += length) {
    const left = minutesOf({ start, end: start + length })
      .map((minute) => minuteIn(of, minute))
      .filter((state) => state !== "excluded");
    const judged = left.filter((state) => typeof state === "object");
    if (left.length === 0 || judged.length < left.length) continue;
    const [sliceGood, sliceTotal] = [judged.reduce((sum, one) => sum + one.good, 0), judged.reduce((sum, one) => sum + one.total, 0)];
    mass += COUNT_SCALE;
    if (sliceGood * 10 < sliceTotal * 9) bad += COUNT_SCALE;
  }
  return { ...events, bad: BigInt(bad), mass: BigInt(mass) };
}

const minuteArbitrary = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 6,
    arbitrary: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5 })).map(([good, bad]) => [good, good + bad] as const),
  },
);
const instantArbitrary = fc.integer({ min: START - 20, max: START + LENGTH });
const intervalArbitrary = fc.tuple(instantArbitrary, instantArbitrary).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
const adjustmentArbitrary = fc
  .tuple(instantArbitrary, fc.integer({ min: 1, max: 40 }), fc.constantFrom("exclude", "forgive"))
  .map(([from, length, mode]): Adjustment => ({ from, to: from + length, mode }));
const caseArbitrary = fc.record({
  minutes: fc.array(minuteArbitrary, { minLength: LENGTH, maxLength: LENGTH }),
  adjustments: fc.array(adjustmentArbitrary, { maxLength: 4 }),
  intervals: fc.array(intervalArbitrary, { minLength: 1, maxLength: 4 }),
  sloStart: fc.option(instantArbitrary),
});

test("counts of many objectives read together are those that a person would add up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(caseArbitrary, { minLength: 1, maxLength: 3 }), async (cases) => {
      const streams = cases.map(({ minutes }, index) => ({ streamId: index + 1, firstMinute: START, minutes }));
      const slices = streams.map((stream) => slicesOf(stream, stream.streamId + 100, termsOf(SLICED).slices ?? never()));
      const requests = cases.flatMap(({ adjustments, intervals, sloStart }, index) => {
        const common = { streamId: index + 1, adjustments, intervals };
        return [
          { ...common, slicesStreamId: null, terms: termsOf({ sloStart }) },
          { ...common, slicesStreamId: index + 101, terms: termsOf({ ...SLICED, sloStart }) },
        ];
      });
      const read = await readCounts(memoryMinutes([...streams, ...slices]), requests);
      cases.forEach(({ adjustments, intervals, sloStart }, index) => {
        const of: Case = { stream: streams[index] ?? never(), adjustments, sloStart };
        for (const interval of intervals) {
          const { unjudged: _none, ...events } = read[2 * index]?.(interval) ?? never();
          expect(events).toEqual(countedByHand(of, interval, null));
          const { unjudged: _some, ...sliced } = read[2 * index + 1]?.(interval) ?? never();
          expect(sliced).toEqual(countedByHand(of, interval, 5));
        }
      });
    }),
    { numRuns: 60 },
  );
});

function never(): never {
  throw new Error("the test's own data is incomplete");
}

const LAST_HOUR = { start: START + LENGTH - 60, end: START + LENGTH };
const plain = (streamId: number, intervals: readonly MinuteInterval[] = [LAST_HOUR]) => ({
  streamId,
  slicesStreamId: null,
  terms: termsOf(),
  adjustments: [],
  intervals,
});
const steadyStream = (streamId: number): MemoryStream => ({
  streamId,
  firstMinute: START,
  minutes: Array.from({ length: LENGTH }, () => [9_000, 10_000] as const),
});

/** Counts the questions that are asked. */
function asked(streams: readonly MemoryStream[]) {
  const inner = memoryMinutes(streams);
  const questions = { totalsAt: 0, minutesBetween: 0, cells: 0 };
  const minutes: CountedMinutes = {
    totalsAt: (ids, instants) => {
      questions.totalsAt += 1;
      questions.cells += ids.length * instants.length;
      return inner.totalsAt(ids, instants);
    },
    minutesBetween: (...range) => {
      questions.minutesBetween += 1;
      return inner.minutesBetween(...range);
    },
  };
  return { minutes, questions };
}

test("objectives that share their instants share one question, however many they are", async () => {
  const streams = Array.from({ length: 3000 }, (_, index) => steadyStream(index + 1));
  const { minutes, questions } = asked(streams.slice(0, 5));
  await readCounts(
    minutes,
    streams.map(({ streamId }) => plain(streamId)),
  );
  expect(questions).toEqual({ totalsAt: 1, minutesBetween: 0, cells: 6000 });
});

test("a few objectives with instants of their own share one question, a large table of unneeded cells is not asked for", async () => {
  const later = (by: number) => [{ start: LAST_HOUR.start - by, end: LAST_HOUR.end - by }];
  const few = asked([steadyStream(1), steadyStream(2)]);
  await readCounts(few.minutes, [plain(1), plain(2, later(7))]);
  expect(few.questions).toMatchObject({ totalsAt: 1, cells: 8 });
  const many = asked([steadyStream(1)]);
  const ids = Array.from({ length: 1500 }, (_, index) => index + 1);
  await readCounts(many.minutes, [...ids.map((id) => plain(id)), ...ids.map((id) => plain(id + 1500, later(7)))]);
  expect(many.questions).toMatchObject({ totalsAt: 2, cells: 6000 });
});

test("minutes are read only where an adjustment touches slices, and near stretches together", async () => {
  const stream = steadyStream(1);
  const sliced = termsOf(SLICED);
  const { minutes, questions } = asked([stream, slicesOf(stream, 2, sliced.slices ?? never())]);
  const adjustments = [20, 60, 130].map((offset): Adjustment => ({ from: START + offset, to: START + offset + 3, mode: "exclude" }));
  const request = { ...plain(1, [{ start: START, end: START + LENGTH }]), slicesStreamId: 2, terms: sliced };
  await readCounts(minutes, [request]);
  expect(questions.minutesBetween).toBe(0);
  const [countsIn] = await readCounts(minutes, [{ ...request, adjustments }]);
  expect(questions.minutesBetween).toBe(1);
  expect(countsIn?.({ start: START, end: START + LENGTH })).toMatchObject({
    mass: BigInt((LENGTH / 5) * COUNT_SCALE),
    bad: 0n,
    excluded: 9,
  });
});

test("an interval that was not asked for is refused", async () => {
  const [countsIn] = await readCounts(memoryMinutes([steadyStream(1)]), [plain(1)]);
  expect(() => countsIn?.({ start: START, end: START + 1 })).toThrow(RangeError);
});

test("a slice method without its slices stream has judged nothing", async () => {
  const request = { ...plain(1), terms: termsOf(SLICED) };
  const [countsIn] = await readCounts(memoryMinutes([steadyStream(1)]), [request]);
  expect(countsIn?.(LAST_HOUR)).toMatchObject({ counted: 60, mass: 0n, bad: 0n });
});

test("ratios counted exactly have no rounding", async () => {
  const stream: MemoryStream = { streamId: 1, firstMinute: START, minutes: Array.from({ length: 30 }, () => [1000, 3000] as const) };
  const slices = { minutes: 10, targetPercent: null, noTraffic: "good", missing: "exclude" } as const;
  const terms = termsOf({ method: "ratio_timeslices", slices });
  const interval = { start: START, end: START + 30 };
  const request = { streamId: 1, slicesStreamId: null, terms, adjustments: [] };
  const exact = (await readExactCounts(memoryMinutes([stream]), request, interval)) ?? never();
  expect([exact.counts.bad * 3n, exact.counts.mass]).toEqual([exact.counts.mass * 2n, 3n * exact.massScale]);
});
