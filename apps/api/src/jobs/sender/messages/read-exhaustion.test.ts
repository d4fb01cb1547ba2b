import type { Adjustment, TermsDefinition } from "@solvent/domain";
import { expect, test } from "vitest";
import { type MemoryStream, memoryMinutes, slicesOf } from "../../../../test/fakes/memory-minutes.ts";
import type { AppliedAdjustments } from "../../../usecases/adjustment/applied-adjustments.ts";
import { termsOf } from "../../../usecases/alert/stored-figures.ts";
import { makeFakeClock } from "../../test/fake-clock.ts";
import type { StoredAlert } from "../outbox-store.ts";
import { type ExhaustionDeps, makeReadExhaustion } from "./read-exhaustion.ts";

const DAY = 1440;
const AT = 100 * DAY;

type Beside = Omit<TermsDefinition, "targetPercent">;

const alertOf = (windowMinutes: number, terms?: Beside): StoredAlert => ({
  id: 1n,
  kind: "burn",
  severity: "page",
  objectiveId: "o1",
  subject: {
    objective: {
      ...{ name: "o", displayName: null, service: "s", team: null, targetPercent: "99", windowMinutes },
      ...(terms === undefined ? {} : { terms }),
    },
    source: null,
  },
  evidence: JSON.parse('{"kind":"burn","streamId":7,"slicesStreamId":8}'),
  bill: null,
  onset: null,
  openedAt: AT,
  closedAt: null,
  closeReason: null,
  objectiveExists: true,
  generatedUntil: null,
});

/** A day of a stream: 100 events a minute, of which so many are bad in the last hour. */
const streamOf = (badInLastHour: number): MemoryStream => ({
  streamId: 7,
  firstMinute: AT - DAY,
  minutes: Array.from({ length: DAY }, (_, i) => [i < DAY - 60 ? 100 : 100 - badInLastHour, 100] as const),
});
const readerOf = (badInLastHour: number): ExhaustionDeps["minutes"] => memoryMinutes([streamOf(badInLastHour)]);

interface Asked {
  readonly windowMinutes?: number;
  readonly terms?: Beside;
  readonly adjustments?: readonly Adjustment[];
}

const applied = (list: readonly Adjustment[]): AppliedAdjustments => ({
  within: async (_range, ids) =>
    new Map(
      (ids ?? []).map((id) => [
        id,
        list.map((each) => ({ ...each, id: "a", version: 1, category: "other", reason: "test", author: "me" })),
      ]),
    ),
});

function ask(minutes: ExhaustionDeps["minutes"], { windowMinutes = DAY, terms, adjustments = [] }: Asked = {}) {
  const errors: unknown[] = [];
  const clock = makeFakeClock(0);
  const read = makeReadExhaustion({ minutes, adjustments: applied(adjustments), clock, onError: (error) => errors.push(error) });
  return { answer: read(alertOf(windowMinutes, terms)), clock, errors };
}

test.each([
  [2, { kind: "at", minute: AT + 661 }],
  [0, { kind: "not-at-this-rate" }],
  [100, { kind: "already-gone" }],
])("with %s bad of 100 in each minute of the last hour the budget of a day ends: %j", async (bad, expected) => {
  expect(await ask(readerOf(bad)).answer).toEqual(expected);
});

test("a window shorter than the hour of the rates is read far enough", async () => {
  expect(await ask(readerOf(0), { windowMinutes: 30 }).answer).toEqual({ kind: "not-at-this-rate" });
});

test("a stream that is gone, or that cannot be read, is not known, and the message goes on", async () => {
  expect(await ask({ ...readerOf(2), heads: async () => [] }).answer).toEqual({ kind: "unknown" });
  const broken = ask({ ...readerOf(2), totalsAt: () => Promise.reject(new Error("away")) });
  expect(await broken.answer).toEqual({ kind: "unknown" });
  expect(broken.errors).toEqual([new Error("away")]);
});

test("a database that takes its time is not waited for", async () => {
  const { answer, clock } = ask({ ...readerOf(2), totalsAt: () => new Promise(() => undefined) });
  clock.moveTo(3_000);
  expect(await answer).toEqual({ kind: "unknown" });
});

test("what an adjustment excludes has spent nothing", async () => {
  const adjustments: Adjustment[] = [{ from: AT - 60, to: AT - 1, mode: "exclude" }];
  expect(await ask(readerOf(100)).answer).toEqual({ kind: "already-gone" });
  expect(await ask(readerOf(100), { adjustments }).answer).toEqual({ kind: "at", minute: expect.any(Number) });
});

const SLICED: Beside = {
  window: { kind: "rolling", minutes: DAY },
  method: "timeslices",
  slices: { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" },
  sloStart: null,
};

test("slices are spent one by one: 2.88 of 288 are allowed, and all of the last hour were bad", async () => {
  const parent = streamOf(10);
  const { slices } = termsOf({ targetPercent: "99", windowMinutes: DAY, terms: SLICED });
  if (slices === null) throw new Error("the terms have slices");
  const minutes = memoryMinutes([parent, slicesOf(parent, 8, slices)]);
  expect(await ask(minutes, { terms: SLICED }).answer).toEqual({ kind: "already-gone" });
  const fine = streamOf(1);
  expect(await ask(memoryMinutes([fine, slicesOf(fine, 8, slices)]), { terms: SLICED }).answer).toEqual({ kind: "not-at-this-rate" });
});

test("the budget of a calendar day is that of the whole day", async () => {
  const terms: Beside = {
    window: { kind: "calendar", unit: "day", zone: "UTC", weekStart: "monday" },
    method: "occurrences",
    slices: null,
    sloStart: null,
  };
  const half: MemoryStream = { streamId: 7, firstMinute: AT, minutes: Array.from({ length: 720 }, () => [99, 100] as const) };
  // Half of the day's 1 % is spent at noon, and the rest lasts exactly to midnight.
  expect(await ask(memoryMinutes([half]), { terms }).answer).toEqual({ kind: "not-at-this-rate" });
  const worse: MemoryStream = {
    ...half,
    minutes: [...half.minutes.slice(0, 660), ...Array.from({ length: 60 }, () => [98, 100] as const)],
  };
  expect(await ask(memoryMinutes([worse]), { terms }).answer).toEqual({ kind: "at", minute: AT + 720 + 331 });
});
