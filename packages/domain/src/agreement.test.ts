import { expect, test } from "vitest";
import { type AgreementPromise, agreementPeriods, agreementTerms, isSettled } from "./agreement.ts";
import { isoOfMinute, MINUTE_MS } from "./minute.ts";
import { objectiveTerms } from "./objective-terms.ts";

const minute = (iso: string): number => Date.parse(iso) / MINUTE_MS;
const promise: AgreementPromise = {
  targetPercent: "99.5",
  window: { kind: "calendar", unit: "month", zone: "Europe/Stockholm", weekStart: "monday" },
  startsAt: minute("2026-01-14T23:00Z"),
};
const objective = objectiveTerms("99.9", 28 * 1440);

test("a promise is settled per period, the newest first, and its first period only from where it begins", () => {
  const periods = agreementPeriods(agreementTerms(promise, objective), minute("2026-03-10T12:00Z"), 10);
  expect(periods.map(({ start, end, partial }) => [isoOfMinute(start), isoOfMinute(end), partial])).toEqual([
    ["2026-02-28T23:00Z", "2026-03-10T12:00Z", false],
    ["2026-01-31T23:00Z", "2026-02-28T23:00Z", false],
    ["2026-01-14T23:00Z", "2026-01-31T23:00Z", true],
  ]);
});

test("there are no periods before the promise begins, and no more than are asked for", () => {
  const terms = agreementTerms(promise, objective);
  expect(agreementPeriods(terms, promise.startsAt, 10)).toEqual([]);
  expect(agreementPeriods(terms, minute("2026-12-31T12:00Z"), 2)).toHaveLength(2);
});

test("data from before the objective begins does not count either", () => {
  const later = minute("2026-02-10T00:00Z");
  expect(agreementTerms(promise, { ...objective, sloStart: later }).sloStart).toBe(later);
  expect(agreementTerms(promise, { ...objective, sloStart: promise.startsAt - 1 }).sloStart).toBe(promise.startsAt);
});

test("a period is settled once late data has had its time", () => {
  const period = { periodEnd: minute("2026-02-28T23:00Z") };
  expect(isSettled(period, minute("2026-03-08T22:59Z"))).toBe(false);
  expect(isSettled(period, minute("2026-03-08T23:00Z"))).toBe(true);
});

test("a promise of 100 % is refused", () => {
  expect(() => agreementTerms({ ...promise, targetPercent: "100" }, objective)).toThrow("below 100 %");
});
