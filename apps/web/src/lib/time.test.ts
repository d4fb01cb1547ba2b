import { expect, test } from "vitest";
import {
  formatAge,
  formatDate,
  formatDay,
  formatInstant,
  formatMoment,
  formatSince,
  formatZone,
  timeTicks,
  tomorrowAt,
  zoneOffsetMs,
} from "./time.ts";

const PARIS = "Europe/Paris";
const at = (iso: string) => Date.parse(iso);

test("an instant is written with weekday, day and 24 h clock in the given zone", () => {
  expect(formatInstant(at("2026-11-25T00:52:00Z"), PARIS)).toBe("Wed 25 Nov 01:52");
  expect(formatInstant(at("2026-11-25T00:52:00Z"), "UTC")).toBe("Wed 25 Nov 00:52");
});

test("a date has its year, and is that of the zone", () => {
  expect(formatDate(at("2026-11-03T12:00:00Z"), PARIS)).toBe("3 Nov 2026");
  expect(formatDate(at("2026-12-31T23:30:00Z"), PARIS)).toBe("1 Jan 2027");
});

test("midnight is 00:00, never 24:00", () => {
  expect(formatInstant(at("2026-11-24T23:00:00Z"), PARIS)).toBe("Wed 25 Nov 00:00");
});

test("a start within a day is a clock, an older one a day", () => {
  const now = at("2026-11-24T18:12:00Z");
  expect(formatSince(at("2026-11-24T18:00:00Z"), now, PARIS)).toBe("19:00");
  expect(formatSince(at("2026-11-22T18:00:00Z"), now, PARIS)).toBe("22 Nov");
});

test.each([
  [12_900, "12\u202fs"],
  [4 * 60_000 + 59_000, "4\u202fmin"],
  [47 * 3_600_000, "47\u202fh"],
  [49 * 3_600_000, "2\u202fd"],
  [-5, "0\u202fs"],
])("an age of %i ms is %s", (ms, expected) => {
  expect(formatAge(ms)).toBe(expected);
});

test("the offset follows daylight saving time", () => {
  expect(zoneOffsetMs(at("2026-07-01T12:00:30Z"), PARIS)).toBe(7_200_000);
  expect(zoneOffsetMs(at("2026-12-01T12:00:30Z"), PARIS)).toBe(3_600_000);
  expect(formatZone(at("2026-12-01T12:00:00Z"), PARIS)).toBe("CET");
});

test("ticks of a day fall on round local hours inside the range", () => {
  const ticks = timeTicks({ fromMs: at("2026-11-23T18:12:00Z"), toMs: at("2026-11-24T18:12:00Z") }, PARIS, 9);
  expect(ticks.map((t) => t.label)).toEqual(["21:00", "00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00"]);
});

test("ticks of four weeks are local midnights, also across the change of the clock", () => {
  const ticks = timeTicks({ fromMs: at("2026-10-20T10:00:00Z"), toMs: at("2026-11-17T10:00:00Z") }, PARIS, 8);
  expect(ticks.length).toBeGreaterThan(4);
  expect(ticks.length).toBeLessThanOrEqual(8);
  for (const tick of ticks) expect(formatInstant(tick.ms, PARIS)).toMatch(/ 00:00$/);
  expect(ticks[0]?.label).toBe(formatDay(ticks[0]?.ms ?? 0, PARIS));
});

test("a moment is a clock within a day, before or after, then a weekday, then a day", () => {
  const now = at("2026-11-24T18:12:00Z");
  expect(formatMoment(at("2026-11-24T18:00:00Z"), now, PARIS)).toBe("19:00");
  expect(formatMoment(at("2026-11-25T08:00:00Z"), now, PARIS)).toBe("09:00");
  expect(formatMoment(at("2026-11-20T11:03:00Z"), now, PARIS)).toBe("Fri 12:03");
  expect(formatMoment(at("2026-11-17T11:03:00Z"), now, PARIS)).toBe("17 Nov 12:03");
});

test("tomorrow at nine is nine on the zone's clock, also when the clocks change in the night", () => {
  expect(new Date(tomorrowAt(9, at("2026-11-24T18:12:00Z"), PARIS)).toISOString()).toBe("2026-11-25T08:00:00.000Z");
  expect(new Date(tomorrowAt(9, at("2026-11-24T23:30:00Z"), PARIS)).toISOString()).toBe("2026-11-26T08:00:00.000Z");
  expect(new Date(tomorrowAt(9, at("2026-03-28T18:00:00Z"), PARIS)).toISOString()).toBe("2026-03-29T07:00:00.000Z");
});
