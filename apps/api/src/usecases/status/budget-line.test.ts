import { BurnDown, ObjectiveListQuery } from "@solvent/api-contract";
import { definitionTerms, isoOfMinute, type TermsDefinition } from "@solvent/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { adjusting, entryOf, fakeBoard, NOTHING_ADJUSTED, START, steady, termsOf } from "../../../test/fakes/board.ts";
import { type MemoryStream, memoryMinutes, slicesOf } from "../../../test/fakes/memory-minutes.ts";
import type { AppliedAdjustment, AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import { makeGetBurnDown } from "./get-burn-down.ts";
import { makeGetStatus } from "./get-status.ts";
import { makeGetTraffic } from "./get-traffic.ts";
import { makeListObjectives } from "./list-objectives.ts";

const SLICES = { minutes: 30, targetPercent: "95", noTraffic: "good", missing: "exclude" } as const;
const METHODS = {
  occurrences: { method: "occurrences", slices: null },
  timeslices: { method: "timeslices", slices: SLICES },
  ratio_timeslices: { method: "ratio_timeslices", slices: { ...SLICES, targetPercent: null } },
} as const;
/** START is on a Sunday. */
const WINDOWS = {
  rolling: { kind: "rolling", minutes: 2 * 1440 },
  week: { kind: "calendar", unit: "week", zone: "Europe/Paris", weekStart: "sunday" },
} as const;

interface Drawn {
  readonly terms: Partial<TermsDefinition>;
  readonly minutes: MemoryStream["minutes"];
  readonly firstMinute?: number;
  readonly adjustments?: AppliedAdjustments;
}

/** Everything that is drawn of an objective over a stream from START on. */
function drawn({ terms, minutes, firstMinute = START, adjustments = NOTHING_ADJUSTED }: Drawn) {
  const { slices } = definitionTerms(termsOf(terms));
  const stream: MemoryStream = { streamId: 1, firstMinute, minutes };
  const streams = slices === null ? [stream] : [stream, slicesOf(stream, 2, slices)];
  const watermark = firstMinute + minutes.length;
  const slicesStream = slices === null ? null : { streamId: 2, firstMinute, watermark };
  const { board, directory, now } = fakeBoard([entryOf({ terms, firstMinute, watermark, slicesStream })], streams, adjustments);
  const deps = { board, directory, minutes: memoryMinutes(streams), adjustments, now, compositeOf: async () => null };
  return {
    burnDown: async () => BurnDown.parse(await makeGetBurnDown(deps)("checkout")),
    status: () => makeGetStatus(deps)("checkout"),
    row: async () => (await makeListObjectives(deps)(ObjectiveListQuery.parse({}))).items[0],
    traffic: (from: number, to: number) => makeGetTraffic(deps)("checkout", { from, to }),
  };
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

const minuteArbitrary = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 20, arbitrary: fc.constant([100_000, 100_000] as const) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 100 }).map((good) => [good * 1000, 100_000] as const) },
);
/** Stretches of equal minutes, cut to between one day and two and a half. */
const minutesArbitrary = fc
  .array(fc.tuple(minuteArbitrary, fc.integer({ min: 1, max: 200 })), { minLength: 30, maxLength: 60 })
  .map((stretches) => stretches.flatMap(([minute, length]) => Array.from({ length }, () => minute)).slice(0, 3600))
  .filter((minutes) => minutes.length >= 1440);
const adjustmentArbitrary = fc
  .tuple(fc.integer({ min: -100, max: 4000 }), fc.integer({ min: 1, max: 300 }), fc.constantFrom("exclude", "forgive"))
  .map(([from, length, mode]): Partial<AppliedAdjustment> => ({ from: START + from, to: START + from + length, mode }));

test("a line of the budget never rises, whatever happens, and ends where the card says", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.values(METHODS)),
      fc.constantFrom(...Object.values(WINDOWS)),
      minutesArbitrary,
      fc.array(adjustmentArbitrary, { maxLength: 3 }),
      async (method, window, minutes, adjustments) => {
        const found = drawn({ terms: { ...method, window }, minutes, adjustments: adjusting(entryOf().id, adjustments) });
        const [line, { budget }, row] = await Promise.all([found.burnDown(), found.status(), found.row()]);
        for (const values of [known(line.left), known(row?.budgetOverWindow ?? [])]) {
          expect(values.every((value, index) => index === 0 || value <= (values[index - 1] ?? 1))).toBe(true);
        }
        const spent = budget?.projectedConsumedFraction ?? budget?.consumedFraction;
        if (known(line.left).length > 0) expect(known(line.left).at(-1)).toBeCloseTo(1 - (spent?.value ?? Number.NaN), 9);
        const sum = line.bad.reduce<number>((total, bad) => total + Number(bad), 0);
        expect(sum).toBeCloseTo(budget?.consumed.value ?? Number.NaN, 6);
      },
    ),
    { numRuns: 40 },
  );
});

test("a calendar window is drawn from the start of its period to the end, the future empty", async () => {
  const minutes = [...steady(1440, 2), ...steady(600)];
  const sunday = Math.floor(START / 1440) * 1440;
  const { burnDown } = drawn({ terms: { window: { ...WINDOWS.week, zone: "UTC" } }, minutes, firstMinute: sunday });
  const found = await burnDown();
  expect([found.from, found.to, found.stepMinutes]).toEqual([isoOfMinute(sunday), isoOfMinute(sunday + 7 * 1440), 60]);
  expect(found.left.slice(0, 35).every((value) => value !== null)).toBe(true);
  expect(found.left.slice(35).every((value) => value === null)).toBe(true);
  expect(found.projected).toBe(true);
  // 2,880 bad events; of a week of 100 events a minute 10,080 may be bad.
  expect(found.left[34]).toBeCloseTo(1 - 2880 / 10_080, 12);
  expect(found.gaps).toEqual([]);
});

test("slices spend in steps, and a step has whole slices", async () => {
  const minutes = [...steady(720), ...steady(45, 100), ...steady(2 * 1440 - 765)];
  const found = await drawn({ terms: { ...METHODS.timeslices, window: WINDOWS.rolling }, minutes }).burnDown();
  expect([found.unit, found.projected, found.stepMinutes]).toEqual(["slices", false, 60]);
  expect(found.bad.map(Number).filter((bad) => bad > 0)).toEqual([2]);
  expect([...new Set(known(found.left))]).toHaveLength(2);
});

test("an exclusion is a band of the line, and neither spends nor hides anything", async () => {
  const minutes = [...steady(720), ...steady(60, 100), ...steady(2 * 1440 - 780)];
  const outage = { from: START + 720, to: START + 780, mode: "exclude" } as const;
  const found = await drawn({ terms: { window: WINDOWS.rolling }, minutes, adjustments: adjusting(entryOf().id, [outage]) }).burnDown();
  expect([...new Set(known(found.left))]).toEqual([1]);
  expect(found.adjusted).toEqual([{ from: isoOfMinute(outage.from), to: isoOfMinute(outage.to), mode: "exclude" }]);
  expect(found.gaps).toEqual([]);
});

test("columns of traffic show events as they were, burn rates are adjusted", async () => {
  const minutes = [...steady(720), ...steady(60, 100), ...steady(660)];
  const outage = { from: START + 720, to: START + 780, mode: "forgive" } as const;
  const plain = await drawn({ terms: {}, minutes }).traffic(START, START + 1440);
  const forgiven = await drawn({ terms: {}, minutes, adjustments: adjusting(entryOf().id, [outage]) }).traffic(START, START + 1440);
  const at = plain.columns.findIndex(({ good }) => good === 0);
  expect(forgiven.columns).toEqual(plain.columns);
  expect([plain.burnShort[at], forgiven.burnShort[at]]).toEqual([100, 0]);
});

test("burn rates of slices are those of the slices closed by the end of a column", async () => {
  const minutes = [...steady(720), ...steady(60, 100), ...steady(660)];
  const { burnHour, burnShort, stepMinutes } = await drawn({ terms: METHODS.timeslices, minutes }).traffic(START, START + 1440);
  const at = (minute: number) => Math.floor(minute / stepMinutes);
  expect([burnHour[at(749)], burnHour[at(779)], burnHour[at(799)], burnHour[at(839)]]).toEqual([50, 100, 100, 0]);
  expect([burnShort[at(749)], burnShort[at(809)]]).toEqual([100, 0]);
});

test("a line before the start of an objective is empty", async () => {
  const found = await drawn({ terms: { window: WINDOWS.rolling, sloStart: START + 1440 }, minutes: steady(2 * 1440, 1) }).burnDown();
  expect(found.left.slice(0, 24)).toEqual(Array.from({ length: 24 }, () => null));
  expect(found.left.at(-1)).toBeCloseTo(0, 12);
});
