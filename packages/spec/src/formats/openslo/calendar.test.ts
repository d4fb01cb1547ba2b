import { CALENDAR_UNITS, type CalendarUnit, WEEK_STARTS } from "@solvent/domain";
import { describe, expect, test } from "vitest";
import { DURATION_OF_UNIT, readCalendarUnit, readWeekStart, readZone, startTimeOf } from "./calendar.ts";

describe("the start of a calendar window", () => {
  test.each<[CalendarUnit, string]>([
    ["day", "2026-03-04 00:00:00"],
    ["day", "2024-02-29 00:00:00"],
    ["month", "2026-12-01 00:00:00"],
    ["month", "2026-12-01T00:00:00"],
    ["quarter", "2026-01-01 00:00:00"],
    ["quarter", "2026-10-01 00:00:00"],
    ["year", "1999-01-01 00:00:00"],
  ])("of a %s may be %s", (unit, start) => {
    expect(readWeekStart(unit, start)).toEqual({ ok: true, value: "monday" });
  });

  test.each([
    ["2026-03-02 00:00:00", "monday"],
    ["2026-02-28 00:00:00", "saturday"],
    ["2026-03-01 00:00:00", "sunday"],
    ["1969-12-29 00:00:00", "monday"],
  ])("of a week on %s says that weeks begin on %s", (start, weekStart) => {
    expect(readWeekStart("week", start)).toEqual({ ok: true, value: weekStart });
  });

  test.each<[CalendarUnit, string, string]>([
    ["month", "2026-12-02 00:00:00", "the first of a month"],
    ["quarter", "2026-03-01 00:00:00", "January, April, July or October"],
    ["quarter", "2026-04-02 00:00:00", "January, April, July or October"],
    ["year", "2026-02-01 00:00:00", "the first of January"],
    ["year", "2026-01-02 00:00:00", "the first of January"],
    ["week", "2026-03-03 00:00:00", "Monday, Sunday or Saturday"],
    ["day", "2026-03-03 00:00:01", "at 00:00:00"],
    ["day", "2023-02-29 00:00:00", "date and time without a zone"],
    ["day", "2026-03-03", "date and time without a zone"],
    ["day", "2026-03-03 00:00:00Z", "date and time without a zone"],
    ["day", "", "date and time without a zone"],
  ])("of a %s cannot be %j", (unit, start, problem) => {
    expect(readWeekStart(unit, start)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });

  test("is written so that the same window is read again", () => {
    for (const unit of CALENDAR_UNITS) {
      for (const weekStart of unit === "week" ? WEEK_STARTS : (["monday"] as const)) {
        const start = startTimeOf({ kind: "calendar", unit, zone: "UTC", weekStart });
        expect(readWeekStart(unit, start)).toEqual({ ok: true, value: weekStart });
        expect(readCalendarUnit(DURATION_OF_UNIT[unit])).toEqual({ ok: true, value: unit });
      }
    }
  });
});

test.each(["UTC", "Europe/Paris", "America/Argentina/Buenos_Aires"])("%s is a zone", (zone) => {
  expect(readZone(zone)).toEqual({ ok: true, value: zone });
});

test.each([
  ["Europe/Pariss", 'did you mean "Europe/Paris"?'],
  ["+02:00", "must be an IANA time zone"],
  ["", "must be an IANA time zone"],
])("%j is no zone", (text, problem) => {
  expect(readZone(text)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
});
