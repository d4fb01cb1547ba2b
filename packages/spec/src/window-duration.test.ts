import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDuration, parseDuration, parseWindowDuration } from "./window-duration.ts";

const DAYS = { anyWindow: false };
const ANY = { anyWindow: true };

describe("the duration of a rolling window", () => {
  test.each([
    ["28d", 40_320],
    ["4w", 40_320],
    ["1d", 1440],
    ["366d", 527_040],
    ["48h", 2880],
    ["2880m", 2880],
  ])("%s is %d minutes", (text, minutes) => {
    expect(parseWindowDuration(text, DAYS)).toEqual({ ok: true, minutes });
  });

  test.each(["0d", "0w", "23h", "1439m", "367d", "53w", "-1d", "1.5d", "28", "d", "28 d", "28D", "28s", "28days", "", "9999999999d", "٣d"])(
    "%j is refused",
    (text) => {
      expect(parseWindowDuration(text, DAYS).ok).toBe(false);
    },
  );

  test.each(["36h", "1441m"])("%s is refused: it is no whole number of days", (text) => {
    expect(parseWindowDuration(text, DAYS)).toEqual({ ok: false, problem: `must be whole days, but is "${text}"` });
  });

  test.each(["1M", "1Q", "1Y"])("%s is refused without a calendar, whatever is allowed", (text) => {
    for (const rules of [DAYS, ANY])
      expect(parseWindowDuration(text, rules)).toMatchObject({ ok: false, problem: expect.stringContaining("no fixed length") });
  });

  test("every number of whole days up to 366 is written so that it reads as the same minutes", () => {
    for (let days = 1; days <= 366; days += 1) {
      expect(parseWindowDuration(formatDuration(days * 1440), DAYS)).toEqual({ ok: true, minutes: days * 1440 });
    }
  });

  test("of any length, from a minute on, is read where that is asked for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 800 * 1440 }), (minutes) => {
        expect(parseWindowDuration(formatDuration(minutes), ANY)).toEqual({ ok: true, minutes });
      }),
    );
    expect(parseWindowDuration("0m", ANY).ok).toBe(false);
  });

  test("is written with the largest exact unit up to days", () => {
    expect([40_320, 2160, 1441].map(formatDuration)).toEqual(["28d", "36h", "1441m"]);
  });
});

test.each([
  ["5m", 5],
  ["1h", 60],
  ["60m", 60],
  ["1M", null],
  ["5", null],
  ["m", null],
])("the duration %j has %j minutes", (text, minutes) => {
  expect(parseDuration(text)).toBe(minutes);
});
