import { ObjectiveStatus } from "@solvent/api-contract";
import { definitionTerms, fraction, fractionToText, isoOfMinute, type TermsDefinition } from "@solvent/domain";
import { expect, test } from "vitest";
import { adjusting, entryOf, fakeBoard, NOTHING_ADJUSTED, START, steady, termsOf } from "../../../test/fakes/board.ts";
import { type MemoryStream, slicesOf } from "../../../test/fakes/memory-minutes.ts";
import type { AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import { makeGetStatus } from "./get-status.ts";
import type { DirectoryEntry } from "./objective-directory.ts";

const WEEK = 7 * 1440;
const SLICES = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" } as const;
const TIMESLICES = { method: "timeslices", slices: SLICES } as const;

type Minutes = MemoryStream["minutes"];

interface Asked {
  readonly terms?: Partial<TermsDefinition>;
  readonly minutes?: Minutes;
  readonly firstMinute?: number;
  readonly entry?: Partial<Omit<DirectoryEntry, "terms" | "targetPercent">>;
  readonly adjustments?: AppliedAdjustments;
}

/** The status of an objective over a stream that ends a minute ago, and over its slices where it has any. */
async function statusOf({ terms = {}, minutes = steady(WEEK), firstMinute = START, entry = {}, adjustments = NOTHING_ADJUSTED }: Asked) {
  const stream: MemoryStream = { streamId: 1, firstMinute, minutes };
  const { slices } = definitionTerms(termsOf(terms));
  const watermark = firstMinute + minutes.length;
  const derived = slices === null ? [] : [slicesOf(stream, 2, slices)];
  const slicesStream = slices === null ? null : { streamId: 2, firstMinute, watermark };
  const streams = [stream, ...derived];
  const { board, now } = fakeBoard([entryOf({ terms, firstMinute, watermark, slicesStream, ...entry })], streams, adjustments);
  return ObjectiveStatus.parse(await makeGetStatus({ board, now, compositeOf: async () => null })("checkout"));
}

test("under timeslices a slice is bad below its own target, and the budget is time", async () => {
  const minutes = [...steady(WEEK - 60), ...steady(10, 10), ...steady(10, 5), ...steady(40)];
  const status = await statusOf({ terms: TIMESLICES, minutes });
  expect(status).toMatchObject({ unit: "slices", sliBad: { exact: "2/1" }, sliMass: { exact: "2016/1" }, bad: 150 });
  expect(status.budget).toMatchObject({ basis: "observed", minutesConsumed: { exact: "10/1" }, allowed: { exact: "504/25" } });
  expect(status.summary).toMatchObject({ method: "timeslices", unit: "slices", state: "on-target", remainingBad: { exact: "454/25" } });
});

test("burn rates of slices end where the last slice closed, over whole slices", async () => {
  const slices = { ...SLICES, minutes: 60 } as const;
  const status = await statusOf({ terms: { method: "timeslices", slices }, minutes: [...steady(WEEK - 33), ...steady(33, 100)] });
  expect(status.burn.map(({ minutes }) => minutes)).toEqual([60, 360, 1440, 4320]);
  expect(status.burn[0]?.burn?.exact).toBe("100/1");
  expect(status.rules.every(({ longMinutes, shortMinutes }) => longMinutes % 60 === 0 && shortMinutes % 60 === 0)).toBe(true);
});

test("other burn windows can be asked for, each raised to whole slices", async () => {
  const stream: MemoryStream = { streamId: 1, firstMinute: START, minutes: [...steady(WEEK - 4), ...steady(4, 50)] };
  const { board, now } = fakeBoard([entryOf()], [stream]);
  const getStatus = makeGetStatus({ board, now, compositeOf: async () => null });
  const { burn } = await getStatus("checkout", { burnMinutes: "8,2,8" });
  expect(burn.map(({ minutes, burn: rate }) => [minutes, rate?.exact])).toEqual([
    [8, "25/1"],
    [2, "50/1"],
  ]);
  await expect(getStatus("checkout", { burnMinutes: "0" })).rejects.toMatchObject({ problems: [{ path: "burnMinutes" }] });
});

test("slices that lag behind their minutes are provisional, and say so", async () => {
  const slicesStream = { streamId: 2, firstMinute: START, watermark: START + WEEK - 60 };
  const behind = await statusOf({ terms: TIMESLICES, entry: { slicesStream } });
  const absent = await statusOf({ terms: TIMESLICES, entry: { slicesStream: null } });
  for (const { summary } of [behind, absent]) expect(summary).toMatchObject({ state: "provisional", reason: "slices are being judged" });
  expect(absent.summary).toMatchObject({ sli: null, budgetLeft: null });
});

test("a slice method needs no ten allowed failures to be judged, but a judged slice", async () => {
  const strict = { ...TIMESLICES, targetPercent: "99.99" };
  const silent = Array.from({ length: WEEK }, () => [0, 0] as const);
  const unjudged = { method: "timeslices", slices: { ...SLICES, noTraffic: "exclude" } } as const;
  expect((await statusOf({ terms: strict })).summary.state).toBe("on-target");
  expect((await statusOf({ terms: unjudged, minutes: silent })).summary).toMatchObject({
    state: "low-evidence",
    reason: "no slice to judge",
  });
});

test("a tie that the rounding of stored ratios would lose is counted again exactly", async () => {
  // 298/300, 295/300 and 298/300 are 99 % in the mean, and each of them is rounded down by a third of 10^-12.
  const good = [298_000, 295_000, 298_000];
  const minutes = Array.from({ length: WEEK }, (_, index) => [good[Math.floor(index / 5) % 3] ?? 0, 300_000] as const);
  const terms = { method: "ratio_timeslices", slices: { ...SLICES, targetPercent: null } } as const;
  const tied = await statusOf({ terms, minutes });
  expect(tied).toMatchObject({
    met: true,
    sliBad: { exact: "504/25" },
    sliMass: { exact: "2016/1" },
    budget: { remaining: { exact: "0/1" } },
  });
  const [first = null, ...others] = minutes;
  const less = await statusOf({ terms, minutes: [first === null ? null : [first[0] - 1, first[1]], ...others] });
  expect(less).toMatchObject({ met: false, summary: { state: "exhausted" } });
});

const MONTH_START = Math.floor(Date.UTC(2026, 3, 1) / 60_000);
const MONTH = { window: { kind: "calendar", unit: "month", zone: "UTC", weekStart: "monday" } } as const;

test("a month that is an hour old is covered by its hour, and is judged by it", async () => {
  const hour = steady(60, 5).map(([good, total]) => [good * 100, total * 100] as const);
  const { summary, window } = await statusOf({ terms: MONTH, firstMinute: MONTH_START, minutes: hour });
  expect(window).toEqual({
    periodStart: "2026-04-01T00:00Z",
    periodEnd: "2026-05-01T00:00Z",
    from: "2026-04-01T00:00Z",
    to: "2026-04-01T01:00Z",
    partial: false,
    resolution: "minute",
  });
  expect(summary).toMatchObject({ state: "exhausted", windowMinutes: 43_200, window: MONTH.window });
  const few = await statusOf({ terms: MONTH, firstMinute: MONTH_START, minutes: steady(5) });
  expect(few.summary.state).toBe("low-evidence");
});

test("a calendar card says what is spent so far, and what of the whole period as it is projected", async () => {
  const minutes = [...steady(1440, 2), ...steady(4 * 1440)];
  const { budget, met, summary } = await statusOf({ terms: MONTH, firstMinute: MONTH_START, minutes });
  expect(budget).toMatchObject({ consumedFraction: { exact: "2/5" }, projectedTotal: { exact: "4320000/1" } });
  expect(budget?.projectedConsumedFraction?.exact).toBe("1/15");
  expect([met, summary.budgetLeft?.exact]).toEqual([true, "3/5"]);
});

test("with two weeks of history a period is projected by the traffic of the same hours", async () => {
  const quiet = Array.from({ length: 60 }, () => [1000, 1000] as const);
  const busy = Array.from({ length: 23 * 60 }, () => [3000, 3000] as const);
  const day = [...quiet, ...busy];
  const minutes = [...Array.from({ length: 20 }, () => day).flat(), ...quiet];
  const { budget } = await statusOf({ terms: MONTH, firstMinute: MONTH_START - 20 * 1440, minutes });
  expect(budget?.projectedTotal?.exact).toBe(`${30 * (60 + 23 * 180)}/1`);
});

test("the slices of a calendar period are planned, so that its budget does not grow while it lasts", async () => {
  const at = (days: number) => statusOf({ terms: { ...MONTH, ...TIMESLICES }, firstMinute: MONTH_START, minutes: steady(days * 1440) });
  const [early, late] = [await at(2), await at(20)];
  for (const { budget } of [early, late])
    expect(budget).toMatchObject({ basis: "planned", allowed: { exact: "432/5" }, projectedTotal: null });
});

test("what lies before the start of an objective is ignored, and the window counts as covered from there on", async () => {
  const sloStart = START + WEEK - 1440;
  const minutes = [...steady(WEEK - 1440, 100), ...steady(1440)];
  const status = await statusOf({ terms: { sloStart }, minutes });
  expect(status).toMatchObject({ bad: 0, window: { from: isoOfMinute(sloStart), partial: true }, summary: { state: "on-target" } });
  expect(status.burn.at(-1)).toMatchObject({ minutes: 4320, burn: { exact: "0/1" } });
});

test("an objective that begins in the future is provisional, and says when it begins", async () => {
  const sloStart = START + WEEK + 600;
  const { summary } = await statusOf({ terms: { sloStart } });
  expect(summary).toMatchObject({ state: "provisional", reason: `counts from ${isoOfMinute(sloStart)} on`, sli: null });
});

const OUTAGE = { from: START + WEEK - 600, to: START + WEEK - 540 };
const withOutage = [...steady(WEEK - 600), ...steady(60, 100), ...steady(540)];
const ID = entryOf().id;

test("an exclusion takes its minutes out of every figure, and the figures without it are shown beside", async () => {
  const status = await statusOf({ minutes: withOutage, adjustments: adjusting(ID, [{ ...OUTAGE, mode: "exclude" }]) });
  expect(status).toMatchObject({ bad: 0, total: (WEEK - 60) * 100, summary: { spentLastDay: { exact: "0/1" }, reason: null } });
  expect(status.adjustments).toMatchObject({
    excludedMinutes: 60,
    excludedFraction: { exact: fractionToText(fraction(60n, BigInt(WEEK))) },
    excludedTooMuch: false,
    count: 1,
    without: { good: (WEEK - 60) * 100, total: WEEK * 100, bad: { exact: "6000/1" }, remainingFraction: { exact: "17/42" } },
  });
});

test("forgiven events stay, and all count as good", async () => {
  const status = await statusOf({ minutes: withOutage, adjustments: adjusting(ID, [{ ...OUTAGE, mode: "forgive" }]) });
  expect(status).toMatchObject({ bad: 0, total: WEEK * 100, adjustments: { excludedMinutes: 0, count: 1 } });
});

test("an adjustment outside of the window changes nothing, and is not counted", async () => {
  const before = { from: START - 600, to: START - 60, mode: "exclude" } as const;
  const status = await statusOf({ minutes: withOutage, adjustments: adjusting(ID, [before]) });
  expect(status.adjustments).toMatchObject({ count: 0, without: null, excludedMinutes: 0 });
});

test("more than a twentieth of the window excluded is said on the board", async () => {
  const twentieth = { from: START, to: START + WEEK / 20, mode: "exclude" } as const;
  const exactly = await statusOf({ adjustments: adjusting(ID, [twentieth]) });
  const more = await statusOf({ adjustments: adjusting(ID, [{ ...twentieth, to: twentieth.to + 1 }]) });
  expect([exactly.adjustments.excludedTooMuch, exactly.summary.reason]).toEqual([false, null]);
  expect([more.adjustments.excludedTooMuch, more.summary.reason]).toEqual([true, "5\u202F% of the window is excluded"]);
});

test("minutes that are excluded are not a silence", async () => {
  const minutes = [...steady(WEEK - 30), ...Array.from({ length: 30 }, () => null)];
  const maintenance = { from: START + WEEK - 30, to: START + WEEK + 60, mode: "exclude" } as const;
  expect((await statusOf({ minutes })).summary.state).toBe("no-data");
  expect((await statusOf({ minutes, adjustments: adjusting(ID, [maintenance]) })).summary.state).toBe("on-target");
});

test("an exclusion inside a slice has it judged by its other minutes", async () => {
  const minutes = [...steady(WEEK - 10), ...steady(2, 100), ...steady(8)];
  const first = START + WEEK - 10;
  const terms = { method: "timeslices", slices: SLICES } as const;
  expect((await statusOf({ terms, minutes })).sliBad.exact).toBe("1/1");
  const one = await statusOf({ terms, minutes, adjustments: adjusting(ID, [{ from: first, to: first + 1, mode: "exclude" }]) });
  const both = await statusOf({ terms, minutes, adjustments: adjusting(ID, [{ from: first, to: first + 2, mode: "exclude" }]) });
  expect([one.sliBad.exact, both.sliBad.exact, both.sliMass.exact]).toEqual(["1/1", "0/1", "2016/1"]);
});
