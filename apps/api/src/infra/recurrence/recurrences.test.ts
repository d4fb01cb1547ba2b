import { isoOfMinute, MINUTE_MS, type Minute } from "@solvent/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RecurringInterval } from "../../usecases/adjustment/recurrences.ts";
import { makeRecurrences } from "./recurrences.ts";
import { ruleStarts } from "./rule-starts.ts";

const at = (text: string): Minute => Date.parse(text) / MINUTE_MS;
const recurring = (from: string, rule: string, { zone = "Europe/Paris", minutes = 60 } = {}): RecurringInterval => ({
  from: at(from),
  to: at(from) + minutes,
  recurrence: { rule, zone },
});
const recurrences = makeRecurrences();
const within = (interval: RecurringInterval, from: string, to: string) =>
  recurrences.within(interval, { start: at(from), end: at(to) }).map(({ start, end }) => [isoOfMinute(start), isoOfMinute(end)]);
const starts = (interval: RecurringInterval, from: string, to: string) => within(interval, from, to).map(([start]) => start);

describe("a weekly window at 02:30 local time", () => {
  test("keeps its local time in Paris; the night when 02:30 is skipped has none, and of two 02:30 the first counts", () => {
    const sundays = recurring("2026-01-04T01:30Z", "FREQ=WEEKLY;BYDAY=SU");
    expect(starts(sundays, "2026-03-20T00:00Z", "2026-04-13T00:00Z")).toEqual([
      "2026-03-22T01:30Z",
      "2026-04-05T00:30Z",
      "2026-04-12T00:30Z",
    ]);
    expect(starts(sundays, "2026-10-17T00:00Z", "2026-11-02T00:00Z")).toEqual([
      "2026-10-18T00:30Z",
      "2026-10-25T00:30Z",
      "2026-11-01T01:30Z",
    ]);
  });

  test("keeps its local time in New York", () => {
    const sundays = recurring("2026-01-04T07:30Z", "FREQ=WEEKLY;BYDAY=SU", { zone: "America/New_York" });
    expect(starts(sundays, "2026-03-01T00:00Z", "2026-03-16T00:00Z")).toEqual(["2026-03-01T07:30Z", "2026-03-15T06:30Z"]);
    expect(starts(sundays, "2026-10-25T00:00Z", "2026-11-09T00:00Z")).toEqual([
      "2026-10-25T06:30Z",
      "2026-11-01T07:30Z",
      "2026-11-08T07:30Z",
    ]);
  });

  test("lasts as long in the night when the clock is changed", () => {
    const nights = recurring("2026-03-27T00:00Z", "FREQ=DAILY", { minutes: 240 });
    expect(within(nights, "2026-03-28T12:00Z", "2026-03-29T12:00Z")).toEqual([["2026-03-29T00:00Z", "2026-03-29T04:00Z"]]);
    expect(within(nights, "2026-03-29T12:00Z", "2026-03-30T12:00Z")).toEqual([["2026-03-29T23:00Z", "2026-03-30T03:00Z"]]);
  });
});

test("occurrences that overlap a range are whole, also those that began before it", () => {
  const daily = recurring("2026-01-01T00:00Z", "FREQ=DAILY", { zone: "UTC", minutes: 120 });
  expect(within(daily, "2026-01-05T01:59Z", "2026-01-06T00:01Z")).toEqual([
    ["2026-01-05T00:00Z", "2026-01-05T02:00Z"],
    ["2026-01-06T00:00Z", "2026-01-06T02:00Z"],
  ]);
  expect(within(daily, "2026-01-05T02:00Z", "2026-01-06T00:00Z")).toEqual([]);
  expect(within(daily, "2025-12-01T00:00Z", "2026-01-01T00:00Z")).toEqual([]);
});

test("one that does not repeat is itself", () => {
  const once: RecurringInterval = { from: 100, to: 200, recurrence: null };
  expect(recurrences.within(once, { start: 199, end: 300 })).toEqual([{ start: 100, end: 200 }]);
  expect(recurrences.within(once, { start: 200, end: 300 })).toEqual([]);
  expect([99, 199, 200].map((minute) => recurrences.presentOrNext(once, minute))).toEqual([
    { start: 100, end: 200 },
    { start: 100, end: 200 },
    null,
  ]);
});

test("the present occurrence comes before the next one, and after the last there is none", () => {
  const twice = recurring("2026-01-01T00:00Z", "FREQ=WEEKLY;COUNT=2", { zone: "UTC" });
  const next = (text: string) => {
    const found = recurrences.presentOrNext(twice, at(text));
    return found === null ? null : isoOfMinute(found.start);
  };
  expect(["2025-06-01T00:00Z", "2026-01-01T00:59Z", "2026-01-01T01:00Z", "2026-01-08T00:59Z"].map(next)).toEqual([
    "2026-01-01T00:00Z",
    "2026-01-01T00:00Z",
    "2026-01-08T00:00Z",
    "2026-01-08T00:00Z",
  ]);
  expect(next("2026-01-08T01:00Z")).toBeNull();
});

describe("an hourly rule", () => {
  const hours = (zone: string) =>
    recurrences
      .within(recurring("2026-01-01T00:15Z", "FREQ=HOURLY", { zone, minutes: 5 }), {
        start: at("2026-01-01T00:00Z"),
        end: at("2027-01-01T00:00Z"),
      })
      .map(({ start }) => start);
  const every = Array.from({ length: 365 * 24 }, (_, hour) => at("2026-01-01T00:15Z") + hour * 60);

  test("yields every hour of a year", () => {
    expect(hours("UTC")).toEqual(every);
  });

  test("yields an hour that comes twice once, because its local time does", () => {
    expect(hours("Europe/Paris")).toEqual(every.filter((minute) => minute !== at("2026-10-25T01:15Z")));
  });
});

test("a rule yields the same whether it is asked for piece by piece, in small ranges, or all at once", () => {
  const rules = [
    "FREQ=HOURLY;INTERVAL=5",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=15",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE",
    "FREQ=MONTHLY;BYDAY=-1SU",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY;BYWEEKNO=13,43;BYDAY=SU",
    "FREQ=DAILY;COUNT=500",
    "FREQ=WEEKLY;UNTIL=20270301T000000Z",
  ];
  const first = at("2026-01-01T01:15Z");
  const end = first + 600 * 1440;
  for (const rule of rules) {
    const interval = { from: first, to: first + 30, recurrence: { rule, zone: "Europe/Paris" } };
    const whole = ruleStarts(interval).within({ start: first, end });
    expect(whole.length, rule).toBeGreaterThan(1);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 * 1440 - 1 }), fc.integer({ min: 1, max: 100 * 1440 }), (offset, minutes) => {
        const range = { start: first + offset, end: Math.min(end, first + offset + minutes) };
        const wanted = whole.filter((start) => start < range.end && start + 30 > range.start);
        expect(
          recurrences.within(interval, range).map(({ start }) => start),
          rule,
        ).toEqual(wanted);
        const next = whole.find((start) => start + 30 > range.start);
        if (next !== undefined) expect(recurrences.presentOrNext(interval, range.start)?.start, rule).toBe(next);
      }),
      { numRuns: 30 },
    );
  }
});

test("a daily window is what looking at the wall clock of every minute says, over any range and zone", () => {
  const zones = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"];
  const arbitrary = fc.record({
    zone: fc.constantFrom(...zones),
    hour: fc.integer({ min: 0, max: 23 }),
    minutes: fc.integer({ min: 1, max: 300 }),
    startDay: fc.integer({ min: 0, max: 330 }),
    days: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(arbitrary, ({ zone, hour, minutes, startDay, days }) => {
      const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
      const wall = (minute: Minute) => clock.format(minute * MINUTE_MS).split(", ");
      const wanted = `${String(hour).padStart(2, "0")}:30`;
      let first = at("2026-01-01T00:00Z");
      while (wall(first)[1] !== wanted) first += 15;
      const interval = { from: first, to: first + minutes, recurrence: { rule: "FREQ=DAILY", zone } };
      const range = { start: first + startDay * 1440, end: first + (startDay + days) * 1440 };
      const naive: Minute[] = [];
      const seen = new Set<string>();
      for (let minute = Math.max(first, range.start - minutes - 120); minute < range.end; minute++) {
        const [day = "", time] = minute % 15 === 0 ? wall(minute) : [];
        if (time !== wanted || seen.has(day)) continue;
        seen.add(day);
        if (minute + minutes > range.start) naive.push(minute);
      }
      expect(recurrences.within(interval, range).map(({ start }) => start)).toEqual(naive);
    }),
    { numRuns: 40 },
  );
});

describe("what is refused", () => {
  const problem = (rule: string, { from = "2026-01-04T01:30Z", zone = "Europe/Paris", minutes = 60 } = {}) =>
    recurrences.findProblem(recurring(from, rule, { zone, minutes }));

  test.each([
    ["FREQ=WEEKLY;BYDAY=SU"],
    ["FREQ=MONTHLY;BYDAY=1SU"],
    ["FREQ=YEARLY"],
    ["FREQ=DAILY;INTERVAL=2;COUNT=2000"],
    ["FREQ=WEEKLY;BYDAY=SA,SU;UNTIL=20270101T000000Z"],
    ["FREQ=HOURLY;INTERVAL=6"],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=4"],
    ["FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU"],
  ])("%s is not", (rule) => {
    expect(problem(rule)).toBeNull();
  });

  test.each([
    ["a word that is no part", "FREQ=WEEKLY;FOO=1", 'unknown part "FOO"'],
    ["a part without a value", "FREQ", "not NAME=VALUE"],
    ["no frequency", "BYDAY=SU", "how often"],
    ["every minute", "FREQ=MINUTELY", "FREQ must be"],
    ["several minutes of an hour", "FREQ=HOURLY;BYMINUTE=0,30", "more than one occurrence per hour"],
    ["seconds", "FREQ=DAILY;BYSECOND=1", "unknown part"],
    ["an hour that is none", "FREQ=DAILY;BYHOUR=24", "hours from 0 to 23"],
    ["a part twice", "FREQ=DAILY;FREQ=WEEKLY", "FREQ twice"],
    ["two ends", "FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z", "one of them"],
    ["an end without a zone", "FREQ=DAILY;UNTIL=20270101T000000", "instant in UTC"],
    ["an end that is no date", "FREQ=DAILY;UNTIL=20270231T000000Z", "instant in UTC"],
    ["too many", "FREQ=DAILY;COUNT=2001", "1 to 2000"],
    ["parts that do not go together", "FREQ=WEEKLY;BYMONTHDAY=4", "cannot be followed"],
    ["more than one line", "FREQ=DAILY\nEXDATE:20260104T023000", "FREQ must be"],
    ["a first occurrence that is none", "FREQ=WEEKLY;BYDAY=MO", "the first one it yields after that is 2026-01-05T01:30Z"],
    ["a day that never comes", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "cannot be followed"],
  ])("%s", (_name, rule, words) => {
    expect(problem(rule)).toEqual({ field: "rule", message: expect.stringContaining(words) });
  });

  test("a zone that is none", () => {
    expect(problem("FREQ=DAILY", { zone: "Mars/Olympus" })).toMatchObject({ field: "zone" });
    expect(problem("FREQ=DAILY", { zone: "+02:00" })).toMatchObject({ field: "zone" });
  });

  test.each([
    ["FREQ=DAILY", 1440],
    ["FREQ=HOURLY", 60],
    ["FREQ=WEEKLY;BYDAY=SU", 8 * 1440],
    ["FREQ=YEARLY", 366 * 1440],
  ])("%s over %i minutes never ends", (rule, minutes) => {
    expect(problem(rule, { minutes })).toMatchObject({ message: expect.stringContaining("never end") });
    expect(problem(`${rule};COUNT=3`, { minutes })).toBeNull();
  });
});

test("a rule is stored in one spelling", () => {
  expect(recurrences.normalise(" rrule:freq=weekly;byday=su ")).toBe("FREQ=WEEKLY;BYDAY=SU");
});
