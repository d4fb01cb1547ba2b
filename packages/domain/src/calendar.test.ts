import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarPeriod, isZone } from "./calendar.ts";
import { isoOfMinute, MINUTE_MS, type Minute } from "./minute.ts";
import { CALENDAR_UNITS, type CalendarUnit, type CalendarWindow, WEEK_STARTS, type WeekStart } from "./objective.ts";

const minuteOf = (iso: string): Minute => Date.parse(iso) / MINUTE_MS;
const windowOf = (unit: CalendarUnit, zone: string, weekStart: WeekStart = "monday"): CalendarWindow => ({
  kind: "calendar",
  unit,
  zone,
  weekStart,
});
const boundsOf = (window: CalendarWindow, iso: string): [string, string, number] => {
  const { start, end } = calendarPeriod(window, minuteOf(iso));
  return [isoOfMinute(start), isoOfMinute(end), end - start];
};

describe("calendarPeriod", () => {
  test.each<[string, CalendarUnit, string, string, [string, string, number]]>([
    [
      "a March in Stockholm lacks an hour",
      "month",
      "Europe/Stockholm",
      "2026-03-10T00:00Z",
      ["2026-02-28T23:00Z", "2026-03-31T22:00Z", 44_580],
    ],
    [
      "a day that is set forward has 23 hours",
      "day",
      "America/New_York",
      "2026-03-08T12:00Z",
      ["2026-03-08T05:00Z", "2026-03-09T04:00Z", 1380],
    ],
    [
      "a day that is set back has 25 hours",
      "day",
      "America/New_York",
      "2026-11-01T12:00Z",
      ["2026-11-01T04:00Z", "2026-11-02T05:00Z", 1500],
    ],
    ["a day without midnight begins at one", "day", "Africa/Cairo", "2026-04-24T12:00Z", ["2026-04-23T22:00Z", "2026-04-24T21:00Z", 1380]],
    [
      "a day whose midnight comes twice begins with the first",
      "day",
      "America/Havana",
      "2026-11-01T12:00Z",
      ["2026-11-01T04:00Z", "2026-11-02T05:00Z", 1500],
    ],
    [
      "a skipped date is no part of the day before",
      "day",
      "Pacific/Apia",
      "2011-12-30T09:59Z",
      ["2011-12-29T10:00Z", "2011-12-30T10:00Z", 1440],
    ],
    [
      "a skipped date is no part of the day after",
      "day",
      "Pacific/Apia",
      "2011-12-30T10:00Z",
      ["2011-12-30T10:00Z", "2011-12-31T10:00Z", 1440],
    ],
    [
      "a month with a skipped date is a day shorter",
      "month",
      "Pacific/Apia",
      "2011-12-15T00:00Z",
      ["2011-12-01T10:00Z", "2011-12-31T10:00Z", 43_200],
    ],
    [
      "zones may lie a quarter of an hour off",
      "day",
      "Asia/Kathmandu",
      "2026-06-01T00:00Z",
      ["2026-05-31T18:15Z", "2026-06-01T18:15Z", 1440],
    ],
    ["a quarter is three months", "quarter", "UTC", "2026-05-31T00:00Z", ["2026-04-01T00:00Z", "2026-07-01T00:00Z", 131_040]],
    ["the last quarter ends with the year", "quarter", "UTC", "2026-12-31T23:59Z", ["2026-10-01T00:00Z", "2027-01-01T00:00Z", 132_480]],
    ["a leap year has 366 days", "year", "UTC", "2028-02-29T00:00Z", ["2028-01-01T00:00Z", "2029-01-01T00:00Z", 527_040]],
    ["minutes before 1970 are minutes too", "month", "UTC", "1969-12-31T23:59Z", ["1969-12-01T00:00Z", "1970-01-01T00:00Z", 44_640]],
  ])("%s", (_, unit, zone, at, expected) => {
    expect(boundsOf(windowOf(unit, zone), at)).toEqual(expected);
  });

  test.each<[WeekStart, string, string]>([
    ["monday", "2025-12-29T00:00Z", "2026-01-05T00:00Z"],
    ["sunday", "2025-12-28T00:00Z", "2026-01-04T00:00Z"],
    ["saturday", "2025-12-27T00:00Z", "2026-01-03T00:00Z"],
  ])("a week from %s on", (weekStart, start, end) => {
    expect(boundsOf(windowOf("week", "UTC", weekStart), "2026-01-01T12:00Z")).toEqual([start, end, 10_080]);
    expect(boundsOf(windowOf("week", "UTC", weekStart), start)).toEqual([start, end, 10_080]);
  });

  test("a clock that is set back across midnight does not make a minute part of two days", () => {
    // At 00:01 of November 7th, 2010 Newfoundland went back to 23:01 of the 6th.
    expect(boundsOf(windowOf("day", "America/St_Johns"), "2010-11-07T02:29Z")[1]).toBe("2010-11-07T02:30Z");
    for (const at of ["2010-11-07T02:30Z", "2010-11-07T02:31Z", "2010-11-07T03:29Z", "2010-11-07T03:30Z"]) {
      expect(boundsOf(windowOf("day", "America/St_Johns"), at)).toEqual(["2010-11-07T02:30Z", "2010-11-08T03:30Z", 1500]);
    }
  });

  test("an unknown zone is refused by its name", () => {
    expect(() => calendarPeriod(windowOf("day", "Mars/Olympus"), 0)).toThrow(/unknown time zone "Mars\/Olympus"/);
    expect(() => calendarPeriod(windowOf("day", "Mars/Olympus"), 0)).toThrow(RangeError);
  });

  const anyWindow = fc
    .record({
      unit: fc.constantFrom(...CALENDAR_UNITS),
      zone: fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
      weekStart: fc.constantFrom(...WEEK_STARTS),
    })
    .map(({ unit, zone, weekStart }) => windowOf(unit, zone, weekStart));
  const anyMinute = fc.integer({ min: minuteOf("1905-01-01T00:00Z"), max: minuteOf("2060-01-01T00:00Z") });

  test("periods tile the time line: each minute lies in its own one, and neighbours meet", () => {
    fc.assert(
      fc.property(anyWindow, anyMinute, (window, minute) => {
        const period = calendarPeriod(window, minute);
        expect(period.start <= minute && minute < period.end).toBe(true);
        expect(calendarPeriod(window, period.end).start).toBe(period.end);
        expect(calendarPeriod(window, period.start - 1).end).toBe(period.start);
        expect(calendarPeriod(window, period.start)).toEqual(period);
        expect(calendarPeriod(window, period.end - 1)).toEqual(period);
      }),
      { numRuns: 400 },
    );
  }, 30_000);

  const localDates = (zone: string): ((minute: Minute) => string) => {
    const formatter = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
    return (minute) => formatter.format(minute * MINUTE_MS);
  };

  test("a day begins at the first minute of its local date, however the clock is set", () => {
    const zones = ["Africa/Cairo", "America/Havana", "America/Sao_Paulo", "Asia/Tehran", "Australia/Lord_Howe", "Pacific/Chatham"];
    for (const zone of zones) {
      const localDate = localDates(zone);
      for (let minute = minuteOf("2017-01-01T00:00Z"); minute < minuteOf("2018-01-01T00:00Z"); ) {
        const { start, end } = calendarPeriod(windowOf("day", zone), minute);
        expect(localDate(start - 1) < localDate(start)).toBe(true);
        expect(localDate(end - 1)).toBe(localDate(start));
        minute = end;
      }
    }
  });
});

describe("isZone", () => {
  test.each(["UTC", "Europe/Stockholm", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])("%s is one", (text) => {
    expect(isZone(text)).toBe(true);
  });

  test.each(["", "Mars/Olympus", "+01:00", "Europe/", "Europe/Stockholm ", "CEST?"])("%j is none", (text) => {
    expect(isZone(text)).toBe(false);
  });
});
