import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Indicator, queriesOf, sourceOf, THRESHOLD_OPERATORS, type ThresholdOperator } from "./indicator.ts";
import { judgeMinutes, type Measured, meetsThreshold, parseMeasured, toThreshold } from "./threshold.ts";

const MINUTE = 29_924_640;
const END_SECONDS = (MINUTE + 1) * 60;

function measured(text: string): Measured {
  const value = parseMeasured(text);
  if (value === null) throw new Error(`${text} is no value`);
  return value;
}

const meets = (operator: ThresholdOperator, limit: string, value: string): boolean =>
  meetsThreshold(toThreshold({ operator, of: "value", value: limit }), measured(value), MINUTE);

const ageMeets = (operator: ThresholdOperator, limit: string, instant: string): boolean =>
  meetsThreshold(toThreshold({ operator, of: "age", value: limit }), measured(instant), MINUTE);

describe("a value compared with a limit", () => {
  test.each<[ThresholdOperator, boolean, boolean, boolean]>([
    ["lt", true, false, false],
    ["lte", true, true, false],
    ["gt", false, false, true],
    ["gte", false, true, true],
  ])("%s is decided below, at and above the limit", (operator, below, at, above) => {
    expect([meets(operator, "0.3", "0.29"), meets(operator, "0.3", "0.30"), meets(operator, "0.3", "3.1e-1")]).toEqual([below, at, above]);
  });

  test("is compared digit by digit, where a double would see no difference", () => {
    expect(meets("gt", "0.1", "0.1000000000000000000000001")).toBe(true);
    expect(meets("lt", "9007199254740993", "9007199254740992.9")).toBe(true);
  });

  test("is beyond every limit when it is infinite", () => {
    expect(THRESHOLD_OPERATORS.map((operator) => meets(operator, "1e300", "+Inf"))).toEqual([false, false, true, true]);
    expect(THRESHOLD_OPERATORS.map((operator) => meets(operator, "-1e300", "-Inf"))).toEqual([true, true, false, false]);
  });

  test("decides as whole numbers do, whatever the decimals", () => {
    const decimal = (units: bigint): string =>
      `${units < 0n ? "-" : ""}${units < 0n ? -units / 1000n : units / 1000n}.${(units < 0n ? -units : units).toString().padStart(3, "0").slice(-3)}`;
    const near = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n });
    fc.assert(
      fc.property(near, fc.oneof(near, fc.constant(null), fc.constant(1n)), (limit, other) => {
        const value = other === null ? limit : other === 1n ? limit + 1n : other;
        const verdicts = THRESHOLD_OPERATORS.map((operator) => meets(operator, decimal(limit), decimal(value)));
        expect(verdicts).toEqual([value < limit, value <= limit, value > limit, value >= limit]);
      }),
    );
  });
});

describe("an age compared with a limit", () => {
  test("is that of the instant at the end of the minute", () => {
    expect(ageMeets("lte", "600", String(END_SECONDS - 600))).toBe(true);
    expect(ageMeets("lte", "600", `${END_SECONDS - 601}.999999999`)).toBe(false);
    expect(ageMeets("lt", "600", `${END_SECONDS - 600}.000000001`)).toBe(true);
  });

  test("is negative for an instant to come", () => {
    expect(ageMeets("lt", "0", String(END_SECONDS + 5))).toBe(true);
    expect(ageMeets("gte", "0", "+Inf")).toBe(false);
    expect(ageMeets("lte", "1e9", "-Inf")).toBe(false);
  });
});

test("NaN is no value, and what is no number is not taken for one", () => {
  expect(parseMeasured("NaN")).toBeNull();
  expect(parseMeasured("+5")).toEqual({ num: 5n, den: 1n });
  expect(() => parseMeasured("many")).toThrow(RangeError);
  expect(() => toThreshold({ operator: "lt", of: "value", value: "five" })).toThrow(RangeError);
});

test("a minute is one event, good or bad, and missing is neither", () => {
  const threshold = toThreshold({ operator: "gte", of: "value", value: "1" });
  const block = judgeMinutes(threshold, MINUTE, [{ measured: measured("1") }, { measured: measured("0") }, { missing: "no-sample" }]);
  expect(block).toEqual({ from: MINUTE, good: [1000, 0, 0], total: [1000, 1000, 0], missing: [null, null, "no-sample"] });
});

test("an indicator says which queries it has and where they are asked", () => {
  const query = { source: "main", spec: { query: "up" } };
  const ratio: Indicator = { kind: "ratio", counter: true, numerator: "bad", part: query, total: query };
  const threshold: Indicator = { kind: "threshold", metric: query, operator: "gte", value: "1", of: "value" };
  expect(queriesOf(ratio).map(({ field }) => field)).toEqual(["part", "total"]);
  expect(queriesOf(threshold)).toEqual([{ field: "metric", query }]);
  expect([sourceOf(ratio), sourceOf(threshold)]).toEqual(["main", "main"]);
});
