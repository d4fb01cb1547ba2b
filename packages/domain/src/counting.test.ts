import { describe, expect, test } from "vitest";
import { type Adjustment, type AdjustmentMode, toAdjustment } from "./adjustment.ts";
import { type CountRequest, type CountSources, countInterval, countNeeds, massScale } from "./counting.ts";
import { countExactly, exactNeeds } from "./exact-counting.ts";
import { fraction } from "./fraction.ts";
import { MINUTE_MS, type Minute } from "./minute.ts";
import { minuteSeriesOfBlocks } from "./minute-series.ts";
import type { BudgetingMethod, MissingPolicy, NoTrafficPolicy } from "./objective.ts";
import type { SliceTerms } from "./objective-terms.ts";
import { sliceMinutes } from "./slices.ts";

const span = (from: Minute, to: Minute, mode: AdjustmentMode = "exclude"): Adjustment =>
  toAdjustment(from * MINUTE_MS, to * MINUTE_MS, mode);

interface Scene {
  readonly method?: BudgetingMethod;
  readonly missing?: MissingPolicy;
  readonly noTraffic?: NoTrafficPolicy;
  /** [bad, total] of every minute from 100 on; null: missing. */
  readonly minutes: readonly (readonly [number, number] | null)[];
}

const FIRST = 100;
const block = (minutes: Scene["minutes"]) => ({
  from: FIRST,
  good: minutes.map((one) => (one === null ? 0 : (one[1] - one[0]) * 1000)),
  total: minutes.map((one) => (one === null ? 0 : one[1] * 1000)),
  missing: minutes.map((one) => (one === null ? ("no-sample" as const) : null)),
});

/** Streams of an objective with slices of five minutes. */
function sceneOf({ method = "timeslices", missing = "exclude", noTraffic = "good", minutes }: Scene) {
  const target = method === "timeslices" ? fraction(95n, 100n) : null;
  const slices: SliceTerms | null = method === "occurrences" ? null : { minutes: 5, target, missing, noTraffic };
  const measured = block(minutes);
  const sources: CountSources = {
    eventsAt: minuteSeriesOfBlocks([measured]).totalsAt,
    slicesAt: slices && minuteSeriesOfBlocks([sliceMinutes({ terms: slices, block: measured })]).totalsAt,
    minuteAt: (minute) => {
      const one = minutes[minute - FIRST] ?? null;
      return one === null ? null : { good: BigInt(one[1] - one[0]) * 1000n, total: BigInt(one[1]) * 1000n };
    },
  };
  const request = (start: Minute, end: Minute, ...adjustments: Adjustment[]): CountRequest => ({
    terms: { method, slices },
    adjustments,
    interval: { start, end },
  });
  return { sources, request };
}

const GOOD: readonly [number, number] = [0, 10];
const BAD: readonly [number, number] = [10, 10];
const many = <T>(count: number, one: T): T[] => new Array(count).fill(one);

describe("counts of slices", () => {
  const minutes = [...many(10, GOOD), ...many(5, BAD), ...many(5, GOOD)];
  const { sources, request } = sceneOf({ minutes });
  const count = (start: Minute, end: Minute, ...adjustments: Adjustment[]) => countInterval(request(start, end, ...adjustments), sources);

  test("are differences of running totals, events beside them", () => {
    expect(count(100, 120)).toMatchObject({ bad: 1000n, mass: 4000n, unjudged: 0, good: 150_000n, total: 200_000n, counted: 20 });
  });

  test("only slices wholly inside the interval count, events of all minutes do", () => {
    expect(count(101, 119)).toMatchObject({ bad: 1000n, mass: 2000n, minutes: 18, counted: 18 });
    expect(count(111, 119)).toMatchObject({ bad: 0n, mass: 0n, unjudged: 0, counted: 8 });
    expect(count(112, 113)).toMatchObject({ bad: 0n, mass: 0n, total: 10_000n });
    expect(count(110, 110)).toMatchObject({ bad: 0n, mass: 0n, minutes: 0 });
  });

  test("a slice that is excluded as a whole is not judged, nor missed", () => {
    expect(count(100, 120, span(110, 115))).toMatchObject({ bad: 0n, mass: 3000n, unjudged: 0, excluded: 5 });
    expect(count(100, 120, span(110, 112), span(112, 115))).toMatchObject({ bad: 0n, mass: 3000n });
  });

  test("a slice that is excluded in part is judged by what remains of it", () => {
    const mixed = sceneOf({ minutes: [...many(3, BAD), ...many(7, GOOD)] });
    const counted = (...adjustments: Adjustment[]) => countInterval(mixed.request(100, 110, ...adjustments), mixed.sources);
    expect(counted()).toMatchObject({ bad: 1000n, mass: 2000n });
    expect(counted(span(100, 103))).toMatchObject({ bad: 0n, mass: 2000n, excluded: 3 });
    expect(counted(span(103, 105))).toMatchObject({ bad: 1000n, mass: 2000n, excluded: 2 });
  });

  test("forgiven minutes are good minutes, and an exclusion beats a forgiveness", () => {
    expect(count(100, 120, span(110, 115, "forgive"))).toMatchObject({ bad: 0n, mass: 4000n, good: 200_000n });
    expect(count(100, 120, span(110, 114, "forgive"))).toMatchObject({ bad: 1000n, mass: 4000n });
    expect(count(100, 120, span(110, 115, "forgive"), span(110, 115))).toMatchObject({ bad: 0n, mass: 3000n, excluded: 5 });
  });

  test("an adjustment outside the whole slices of the interval changes events only", () => {
    expect(count(103, 120, span(100, 104))).toMatchObject({ bad: 1000n, mass: 3000n, excluded: 1 });
  });

  test("data before the start of an objective is as good as missing, and slices around it are not judged", () => {
    const since = (sloStart: Minute, ...adjustments: Adjustment[]) =>
      countInterval({ ...request(100, 120, ...adjustments), sloStart }, sources);
    expect(since(110)).toMatchObject({ bad: 1000n, mass: 2000n, unjudged: 2, counted: 10, missing: 10 });
    expect(since(112)).toMatchObject({ bad: 0n, mass: 1000n, unjudged: 3, counted: 8, missing: 12 });
    expect(since(500)).toMatchObject({ bad: 0n, mass: 0n, unjudged: 4, counted: 0, missing: 20 });
    expect(since(50)).toEqual(count(100, 120));
    expect(since(110, span(100, 105))).toMatchObject({ mass: 2000n, unjudged: 1, excluded: 5 });
    expect(since(112, span(110, 112))).toMatchObject({ bad: 1000n, mass: 2000n, unjudged: 2 });
  });

  test("a slice method without running totals of slices is refused", () => {
    expect(() => countInterval(request(100, 120), { ...sources, slicesAt: null })).toThrow(/timeslices needs running totals of slices/);
  });
});

describe("slices that cannot be judged", () => {
  const holed = [...many(4, GOOD), null, ...many(5, GOOD)];
  const counted = (scene: Omit<Scene, "minutes">, start = 100, ...adjustments: Adjustment[]) => {
    const { sources, request } = sceneOf({ ...scene, minutes: holed });
    return countInterval(request(start, 110, ...adjustments), sources);
  };

  test("are counted where minutes are missing", () => {
    expect(counted({})).toMatchObject({ bad: 0n, mass: 1000n, unjudged: 1, missing: 1 });
    expect(counted({ missing: "bad" })).toMatchObject({ bad: 1000n, mass: 2000n, unjudged: 0 });
    expect(counted({ missing: "observed" })).toMatchObject({ bad: 0n, mass: 2000n, unjudged: 0 });
  });

  test("are judged once the missing minutes are excluded, and not because others are forgiven", () => {
    expect(counted({}, 100, span(104, 105))).toMatchObject({ mass: 2000n, unjudged: 0, missing: 0, excluded: 1 });
    expect(counted({}, 100, span(100, 105, "forgive"))).toMatchObject({ mass: 1000n, unjudged: 1 });
    expect(counted({ missing: "bad" }, 100, span(100, 105, "forgive"))).toMatchObject({ bad: 1000n, mass: 2000n });
  });

  test("before the first minute of the stream each is one slice, however many of its minutes are missing", () => {
    expect(counted({}, 80)).toMatchObject({ mass: 1000n, unjudged: 5, missing: 21 });
  });

  test("without traffic are no slices with missing minutes", () => {
    const { sources, request } = sceneOf({ noTraffic: "exclude", minutes: many(10, [0, 0] as const) });
    expect(countInterval(request(100, 110), sources)).toMatchObject({ mass: 0n, unjudged: 0, noTraffic: 10 });
  });
});

describe("counts of ratios", () => {
  const minutes = [...many(5, [1, 3] as const), ...many(5, [2, 3] as const), ...many(5, GOOD)];
  const { sources, request } = sceneOf({ method: "ratio_timeslices", minutes });

  test("are rounded to 10⁻¹² where they are stored", () => {
    expect(massScale(request(0, 1).terms)).toBe(1_000_000_000_000);
    expect(countInterval(request(100, 110), sources)).toMatchObject({ bad: 1_000_000_000_000n, mass: 2_000_000_000_000n });
    expect(countInterval(request(100, 105), sources)).toMatchObject({ bad: 333_333_333_333n });
    expect(countInterval(request(105, 110), sources)).toMatchObject({ bad: 666_666_666_667n });
  });

  test("can be had exactly from minutes", () => {
    const { counts, massScale: scale } = countExactly(request(100, 115), sources);
    expect(fraction(counts.bad, scale)).toEqual(fraction(1n));
    expect(fraction(counts.mass, scale)).toEqual(fraction(3n));
    const excluded = countExactly(request(100, 115, span(100, 105)), sources);
    expect(fraction(excluded.counts.bad, excluded.massScale)).toEqual(fraction(2n, 3n));
    expect(excluded.counts).toMatchObject({ excluded: 5, counted: 10, unjudged: 0 });
  });

  test("exactly counted, an interval without slices has no mass", () => {
    expect(countExactly(request(101, 104), sources).counts).toMatchObject({ bad: 0n, mass: 0n, total: 9000n });
  });

  test("events have nothing to count more exactly", () => {
    const events = sceneOf({ method: "occurrences", minutes });
    expect(() => countExactly(events.request(100, 110), events.sources)).toThrow(/occurrences has no slices/);
  });
});

test("counts of events are total − good of total", () => {
  const { sources, request } = sceneOf({ method: "occurrences", minutes: [...many(5, GOOD), ...many(5, BAD)] });
  expect(countInterval(request(100, 110), sources)).toMatchObject({ bad: 50_000n, mass: 100_000n, unjudged: 0 });
  expect(countInterval(request(100, 110, span(105, 107)), sources)).toMatchObject({ bad: 30_000n, mass: 80_000n });
});

describe("countNeeds", () => {
  const { request } = sceneOf({ minutes: [] });
  const needs = (...adjustments: Adjustment[]) =>
    countNeeds({
      terms: request(0, 1).terms,
      adjustments,
      intervals: [
        { start: 101, end: 163 },
        { start: 150, end: 163 },
      ],
    });

  test("without adjustments are two instants per interval and stream, and no minutes", () => {
    expect(needs()).toEqual({ eventInstants: [101, 150, 163], sliceInstants: [105, 150, 160], minutes: [] });
  });

  test("are the minutes of slices that an adjustment touches in part, and the bounds around them", () => {
    expect(needs(span(112, 123))).toEqual({
      eventInstants: [101, 112, 123, 150, 163],
      sliceInstants: [105, 110, 125, 150, 160],
      minutes: [
        { start: 110, end: 115 },
        { start: 120, end: 125 },
      ],
    });
  });

  test("of an objective that counts events are instants of its stream only", () => {
    const events = sceneOf({ method: "occurrences", minutes: [] });
    const { terms } = events.request(0, 1);
    expect(countNeeds({ terms, adjustments: [span(110, 120)], intervals: [{ start: 100, end: 160 }], sloStart: 115 })).toEqual({
      eventInstants: [115, 120, 160],
      sliceInstants: [],
      minutes: [],
    });
  });

  test("to count exactly are all minutes of whole slices that are not excluded", () => {
    expect(exactNeeds(request(101, 163, span(110, 120)))).toEqual({
      eventInstants: [101, 110, 120, 163],
      sliceInstants: [],
      minutes: [
        { start: 105, end: 110 },
        { start: 120, end: 160 },
      ],
    });
  });
});

describe("slices whose minutes are not kept", () => {
  // Slices from 100 on: good, bad, bad, bad, good; the last one begins where minutes are kept.
  const minutes = [...many(5, GOOD), ...many(15, BAD), ...many(5, GOOD)];
  const { sources, request } = sceneOf({ minutes });
  const refuse = (minute: Minute) => {
    if (minute < 120) throw new Error(`minute ${minute} is not kept`);
    return sources.minuteAt(minute);
  };
  const count = (adjustments: readonly Adjustment[], more: Partial<CountRequest> = {}) =>
    countInterval({ ...request(100, 125, ...adjustments), minutesFrom: 120, ...more }, { ...sources, minuteAt: refuse });
  const badOf = ({ bad, mass }: { bad: bigint; mass: bigint }) => [Number(bad) / 1000, Number(mass) / 1000];

  test("do not count when they are excluded as a whole, and keep their verdict when they are in part", () => {
    expect(badOf(count([]))).toEqual([3, 5]);
    expect(badOf(count([span(105, 110)]))).toEqual([2, 4]);
    expect(badOf(count([span(103, 112)]))).toEqual([2, 4]);
    expect(count([span(103, 112)]).excluded).toBe(9);
  });

  test("are good when they are forgiven as a whole", () => {
    expect(badOf(count([span(105, 113, "forgive")]))).toEqual([2, 5]);
    expect(badOf(count([span(106, 113, "forgive")]))).toEqual([3, 5]);
  });

  test("stay as they were when forgiving may not have made them good", () => {
    const strict = sceneOf({ minutes, noTraffic: "bad" });
    const counts = countInterval(
      { ...strict.request(100, 125, span(105, 110, "forgive")), minutesFrom: 120 },
      { ...strict.sources, minuteAt: refuse },
    );
    expect(badOf(counts)).toEqual([3, 5]);
  });

  test("are next to those that are judged again as usual", () => {
    expect(badOf(count([span(118, 123, "forgive")]))).toEqual([3, 5]);
    const needs = countNeeds({ ...request(100, 125, span(103, 123)), intervals: [{ start: 100, end: 125 }], minutesFrom: 120 });
    expect(needs.minutes).toEqual([{ start: 120, end: 125 }]);
    expect(needs.sliceInstants).toEqual([100, 105]);
  });
});
