import { minuteSeriesOfRuns } from "@solvent/domain";
import { expect, test } from "vitest";
import { makeFakeClock } from "../../test/fake-clock.ts";
import type { StoredAlert } from "../outbox-store.ts";
import { type ExhaustionDeps, makeReadExhaustion } from "./read-exhaustion.ts";

const DAY = 1440;
const AT = 100 * DAY;

const alertOf = (windowMinutes: number): StoredAlert => ({
  id: 1n,
  kind: "burn",
  severity: "page",
  subject: { objective: { name: "o", displayName: null, service: "s", team: null, targetPercent: "99", windowMinutes }, source: null },
  evidence: JSON.parse('{"kind":"burn","streamId":7}'),
  bill: null,
  onset: null,
  openedAt: AT,
  closedAt: null,
  closeReason: null,
  objectiveExists: true,
  generatedUntil: null,
});

/** A day of a stream: 100 events a minute, of which so many are bad in the last hour. */
function readerOf(badInLastHour: number): ExhaustionDeps["minutes"] {
  const series = minuteSeriesOfRuns([
    { from: AT - DAY, minutes: DAY - 60, counts: { good: 100n, total: 100n } },
    { from: AT - 60, minutes: 60, counts: { good: BigInt(100 - badInLastHour), total: 100n } },
  ]);
  return {
    heads: async () => [{ streamId: 7, firstMinute: AT - DAY, watermark: AT }],
    series: async (_stream, from, to, step) => Array.from({ length: (to - from) / step + 1 }, (_, i) => series.totalsAt(from + i * step)),
  };
}

function ask(minutes: ExhaustionDeps["minutes"], windowMinutes = DAY) {
  const errors: unknown[] = [];
  const clock = makeFakeClock(0);
  const answer = makeReadExhaustion({ minutes, clock, onError: (error) => errors.push(error) })(alertOf(windowMinutes));
  return { answer, clock, errors };
}

test.each([
  [2, { kind: "at", minute: AT + 661 }],
  [0, { kind: "not-at-this-rate" }],
  [100, { kind: "already-gone" }],
])("with %s bad of 100 in each minute of the last hour the budget of a day ends: %j", async (bad, expected) => {
  expect(await ask(readerOf(bad)).answer).toEqual(expected);
});

test("a window shorter than the hour of the rates is read far enough", async () => {
  expect(await ask(readerOf(0), 30).answer).toEqual({ kind: "not-at-this-rate" });
});

test("a stream that is gone, or that cannot be read, is not known, and the message goes on", async () => {
  expect(await ask({ ...readerOf(2), heads: async () => [] }).answer).toEqual({ kind: "unknown" });
  const broken = ask({ ...readerOf(2), series: () => Promise.reject(new Error("away")) });
  expect(await broken.answer).toEqual({ kind: "unknown" });
  expect(broken.errors).toEqual([new Error("away")]);
});

test("a database that takes its time is not waited for", async () => {
  const { answer, clock } = ask({ ...readerOf(2), series: () => new Promise(() => undefined) });
  clock.moveTo(3_000);
  expect(await answer).toEqual({ kind: "unknown" });
});
