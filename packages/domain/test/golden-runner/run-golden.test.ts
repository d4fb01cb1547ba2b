import { describe, expect, test } from "vitest";
import { runGolden } from "./run-golden.ts";

const MINUTES = [{ from: "2026-03-01T00:00Z", minutes: 60, good: 99, total: 100 }];
const CONFIG = { target: "99", window: { type: "rolling", minutes: 60 } };
const RULE = { name: "fast", long: 60, short: 5, factor: "14.4" };
const AT = "2026-03-01T01:00Z";

const file = (topic: string, ...cases: object[]): string => JSON.stringify({ topic, schemaVersion: 1, cases });
const outcomeOf = (topic: string, one: object): string => runGolden(file(topic, { id: "x", ...one }))[0]?.outcome ?? "none";
const detailsOf = (topic: string, one: object): readonly string[] => runGolden(file(topic, { id: "x", ...one }))[0]?.details ?? [];

describe("a golden case", () => {
  const status = { config: CONFIG, at: AT, buckets: MINUTES };

  test("passes when every mentioned figure is exactly right", () => {
    expect(outcomeOf("occurrences", { ...status, expect: { good: 5940, sli: { exact: "99/100", value: "0.99" }, met: true } })).toBe(
      "passed",
    );
  });

  test("fails when a figure differs in the last of many digits, and says where", () => {
    const expected = { sli: { exact: "990000000000000001/1000000000000000000", value: "0.99" } };
    expect(detailsOf("occurrences", { ...status, expect: expected })).toEqual([
      "expect.sli: expected 990000000000000001/1000000000000000000, got 99/100",
    ]);
  });

  test("fails when a verdict differs", () => {
    expect(outcomeOf("occurrences", { ...status, expect: { met: false } })).toBe("failed");
  });

  test("fails when a figure is expected where there is none, and the other way round", () => {
    expect(outcomeOf("occurrences", { ...status, buckets: [], expect: { sli: 1 } })).toBe("failed");
    expect(outcomeOf("occurrences", { ...status, expect: { sli: null } })).toBe("failed");
  });

  test("fails when an expected key is not answered at all", () => {
    expect(outcomeOf("occurrences", { ...status, expect: { weather: 1 } })).toBe("failed");
  });

  test("fails when a list is too long or too short", () => {
    const ask = (expected: (number | null)[]) =>
      outcomeOf("counters", {
        series: [
          [
            [0, 1],
            [60, 3],
          ],
        ],
        startSecond: 0,
        minutes: 1,
        expect: expected,
      });
    expect([ask([2]), ask([2, null]), ask([])]).toEqual(["passed", "failed", "failed"]);
  });

  test("fails rather than passes when the engine throws", () => {
    expect(outcomeOf("occurrences", { ...status, at: "yesterday", expect: {} })).toBe("failed");
  });
});

describe("input that must be rejected", () => {
  const rejected = (topic: string, one: object) => outcomeOf(topic, { ...one, expectError: true });

  test.each(["0", "100", "abc", "100.5", "-1", "", "99,9"])("a target of %j is rejected", (target) => {
    expect(rejected("occurrences", { config: { ...CONFIG, target }, at: AT, buckets: MINUTES })).toBe("passed");
  });

  test.each([
    ["more good than total", { good: 101, total: 100 }],
    ["a negative count", { good: -1, total: 100 }],
    ["a count that is no number", { good: "many", total: 100 }],
    ["no count at all", {}],
    ["no minutes", { good: 1, total: 1, minutes: 0 }],
    ["an impossible date", { from: "2026-02-30T00:00Z", good: 1, total: 1 }],
  ])("a bucket with %s is rejected", (_, change) => {
    expect(rejected("occurrences", { config: CONFIG, at: AT, buckets: [{ from: AT, minutes: 1, ...change }] })).toBe("passed");
  });

  test.each([0, -60, "1.5"])("a window of %j minutes is rejected", (minutes) => {
    const config = { ...CONFIG, window: { type: "rolling", minutes } };
    expect(rejected("occurrences", { config, at: AT, buckets: [] })).toBe("passed");
  });

  test.each([{ factor: "0" }, { factor: "-1" }, { minExcess: -1 }, { resolveAfter: 0 }, { long: 0 }, { short: 90 }])(
    "a rule with %j is rejected",
    (change) => {
      const config = { ...CONFIG, alerts: [{ ...RULE, ...change }] };
      expect(rejected("alert_transitions", { config, from: AT, to: AT, buckets: MINUTES })).toBe("passed");
    },
  );

  test.each([
    ["an adjustment that ends before it begins", { from: "2026-03-01T00:20Z", to: "2026-03-01T00:10Z" }],
    ["an adjustment of no known mode", { from: "2026-03-01T00:10Z", to: "2026-03-01T00:20Z", mode: "forget" }],
  ])("%s is rejected", (_, adjustment) => {
    expect(rejected("occurrences", { config: { ...CONFIG, adjustments: [adjustment] }, at: AT, buckets: MINUTES })).toBe("passed");
  });

  const SLICE = { minutes: 5, target: "95" };
  test.each<[string, object]>([
    ["an unknown method", { method: "vibes" }],
    ["a slice method without slices", { method: "timeslices" }],
    ["slices of no offered length", { method: "timeslices", slice: { ...SLICE, minutes: 7 } }],
    ["time slices without a target of their own", { method: "timeslices", slice: { minutes: 5 } }],
    ["a slice target above 100 %", { method: "timeslices", slice: { ...SLICE, target: "100.1" } }],
    ["a slice target of 0 %", { method: "timeslices", slice: { ...SLICE, target: "0" } }],
    ["an unknown policy for missing minutes", { method: "timeslices", slice: { ...SLICE, missing: "guess" } }],
    ["an unknown policy for no traffic", { method: "timeslices", slice: { ...SLICE, noTraffic: "maybe" } }],
    ["an unknown zone", { window: { type: "calendar", unit: "day", tz: "Mars/Olympus" } }],
    ["a calendar window without a zone", { window: { type: "calendar", unit: "day" } }],
    ["an unknown unit", { window: { type: "calendar", unit: "decade", tz: "UTC" } }],
    ["a week that starts on a Tuesday", { window: { type: "calendar", unit: "week", tz: "UTC", weekStart: "tuesday" } }],
    ["a window that is neither rolling nor calendar", { window: { type: "sliding", minutes: 60 } }],
  ])("%s is rejected", (_, change) => {
    expect(rejected("occurrences", { config: { ...CONFIG, ...change }, at: AT, buckets: MINUTES })).toBe("passed");
  });

  test("interpolating in the bucket without an end is rejected", () => {
    const buckets = [
      ["1", "99"],
      ["+Inf", "100"],
    ];
    expect(rejected("latency_buckets", { buckets, threshold: "2", mode: "interpolate" })).toBe("passed");
  });

  test("input that is answered although it must be rejected fails the case", () => {
    expect(rejected("occurrences", { config: CONFIG, at: AT, buckets: MINUTES })).toBe("failed");
  });
});

describe("the meaning beyond the listed cases", () => {
  test("data before the start of an objective is ignored, and the nominal window stays", () => {
    const buckets = [
      { from: "2026-03-01T00:00Z", minutes: 30, good: 0, total: 100 },
      { from: "2026-03-01T00:30Z", minutes: 30, good: 100, total: 100 },
    ];
    const config = { ...CONFIG, sloStart: "2026-03-01T00:30Z" };
    const expected = {
      window: { periodStart: "2026-03-01T00:00Z", start: "2026-03-01T00:30Z", end: AT, partial: true },
      coverage: { minutes: 30, counted: 30, missing: 0 },
      total: 3000,
      bad: 0,
      budget: { minutesAllowed: { exact: "3/5", value: "0.6" } },
    };
    expect(detailsOf("occurrences", { config, at: AT, buckets, expect: expected })).toEqual([]);
  });

  test("data before the start of an objective does not burn either", () => {
    const config = { ...CONFIG, sloStart: "2026-03-01T00:58Z" };
    const buckets = [{ from: "2026-03-01T00:00Z", minutes: 60, good: 0, total: 100 }];
    const expected = { "1": { burn: 100, alertBurn: 100 }, "4": { burn: 100, alertBurn: 50 }, "50": { burn: 100, alertBurn: 4 } };
    expect(detailsOf("burn_rates", { config, at: AT, minutes: [1, 4, 50], buckets, expect: expected })).toEqual([]);
  });

  test("counts of more than three decimals and counts beyond 2^53 are exact", () => {
    const tiny = { config: CONFIG, at: AT, buckets: [{ from: "2026-03-01T00:00Z", good: "0.00001", total: "0.00003" }] };
    expect(detailsOf("precision", { ...tiny, expect: { sli: { exact: "1/3", value: "" }, bad: { exact: "1/50000", value: "" } } })).toEqual(
      [],
    );
    const huge = {
      config: CONFIG,
      at: AT,
      buckets: [{ from: "2026-03-01T00:00Z", minutes: 2, good: "9007199254740993", total: "9007199254740993" }],
    };
    expect(detailsOf("precision", { ...huge, expect: { good: "18014398509481986" } })).toEqual([]);
  });

  test("a rule may give its share of the budget instead of a factor, and resolves at the first quiet evaluation when it does not say", () => {
    const config = {
      target: "99.9",
      window: { type: "rolling", minutes: 43_200 },
      alerts: [{ name: "fast", long: 60, short: 5, budgetPercent: "2" }],
    };
    const buckets = [
      { from: "2026-03-01T00:00Z", minutes: 300, good: 100, total: 100 },
      { from: "2026-03-01T02:00Z", minutes: 10, good: 0, total: 100 },
    ];
    const expected = [
      { at: "2026-03-01T02:01Z", rule: "fast", to: "firing" },
      { at: "2026-03-01T02:15Z", rule: "fast", to: "resolved" },
    ];
    const one = { config, from: "2026-03-01T01:30Z", to: "2026-03-01T04:00Z", buckets, expect: expected };
    expect(detailsOf("alert_transitions", one)).toEqual([]);
  });

  test("slices that no minute was ever stored for follow the policy for missing minutes", () => {
    const buckets = [{ from: "2026-03-01T00:55Z", minutes: 5, good: 100, total: 100 }];
    const statusWith = (missing: string, expected: object) => {
      const config = { ...CONFIG, target: "90", method: "timeslices", slice: { minutes: 5, target: "95", missing } };
      return detailsOf("timeslices", { config, at: AT, buckets, expect: expected });
    };
    expect(statusWith("exclude", { mass: 1, bad: 0 })).toEqual([]);
    expect(statusWith("observed", { mass: 1, bad: 0 })).toEqual([]);
    expect(statusWith("good", { mass: 12, bad: 0 })).toEqual([]);
    expect(statusWith("bad", { mass: 12, bad: 11 })).toEqual([]);
  });

  test("ratios are added up exactly: three thirds make a whole", () => {
    const third = (minute: number) => ({ from: `2026-03-01T00:${String(minute).padStart(2, "0")}Z`, good: 2, total: 3 });
    const config = {
      target: "66.66666666666666666666666",
      method: "ratio_timeslices",
      slice: { minutes: 1 },
      window: { type: "rolling", minutes: 60 },
    };
    const expected = { bad: 1, mass: 3, sli: { exact: "2/3", value: "" }, met: true };
    expect(detailsOf("timeslices", { config, at: AT, buckets: [third(10), third(11), third(12)], expect: expected })).toEqual([]);
  });

  test("burn rates of slices look at whole slices within the window, and are unknown where none could be judged", () => {
    const config = { ...CONFIG, target: "90", method: "timeslices", slice: { minutes: 10, target: "95" } };
    const buckets = [
      { from: "2026-03-01T00:00Z", minutes: 60, good: 100, total: 100 },
      { from: "2026-03-01T00:40Z", minutes: 10, good: 0, total: 100 },
      { from: "2026-03-01T00:57Z", minutes: 1, missing: true },
    ];
    const expected = {
      "5": { burn: null, alertBurn: 0 },
      "10": { burn: null, alertBurn: null },
      "25": { burn: 10, alertBurn: { exact: "48/5", value: "" } },
    };
    expect(detailsOf("burn_rates", { config, at: AT, minutes: [5, 10, 25], buckets, expect: expected })).toEqual([]);
  });

  test("a condition of slices is judged at the last closing", () => {
    const config = {
      target: "90",
      method: "timeslices",
      window: { type: "rolling", minutes: 43_200 },
      slice: { minutes: 30, target: "95" },
      alerts: [{ name: "fast", long: 60, short: 5, factor: "5" }],
    };
    const buckets = [
      { from: "2026-03-01T00:00Z", minutes: 60, good: 100, total: 100 },
      { from: "2026-03-01T00:30Z", minutes: 30, good: 0, total: 100 },
      { from: "2026-03-01T01:00Z", minutes: 29, good: 100, total: 100 },
    ];
    const conditionAt = (at: string, expected: boolean) =>
      detailsOf("low_traffic", { kind: "condition", config, at, buckets, expect: expected });
    expect([conditionAt("2026-03-01T00:59Z", false), conditionAt("2026-03-01T01:29Z", true)]).toEqual([[], []]);
  });

  test("forgiven minutes keep their events and none of their failures", () => {
    const config = { ...CONFIG, adjustments: [{ from: "2026-03-01T00:00:59Z", to: "2026-03-01T00:01:01Z", mode: "forgive" }] };
    const expected = { good: 5942, total: 6000, bad: 58, coverage: { counted: 60, excluded: 0 } };
    expect(detailsOf("missing_adjustments_late", { config, at: AT, buckets: MINUTES, expect: expected })).toEqual([]);
  });
});

describe("a file", () => {
  test.each([
    ["with an unknown topic", file("weather"), /unknown topic weather/],
    ["of another version", JSON.stringify({ topic: "counters", schemaVersion: 2, cases: [] }), /schemaVersion must be 1/],
    ["without cases", JSON.stringify({ topic: "counters", schemaVersion: 1 }), /cases must be a list/],
    ["with a case without an id", file("counters", { expect: [] }), /cases\[0\]\.id must be a text/],
    ["with a case that expects nothing", file("counters", { id: "x" }), /x must have either expect or expectError/],
    ["that is a list", "[]", /the file must be an object/],
    ["that is not JSON", "{", /JSON/],
  ])("%s is refused with a clear message", (_, text, message) => {
    expect(() => runGolden(text)).toThrow(message);
  });
});
