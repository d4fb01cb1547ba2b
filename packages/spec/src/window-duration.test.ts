import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatWindowDuration, parseWindowDuration } from "./window-duration.ts";

describe("the duration of a rolling window", () => {
  test.each([
    ["28d", 40_320],
    ["4w", 40_320],
    ["1d", 1440],
    ["366d", 527_040],
    ["36h", 2160],
    ["1441m", 1441],
  ])("%s is %d minutes", (text, minutes) => {
    expect(parseWindowDuration(text)).toEqual({ ok: true, minutes });
  });

  test.each(["0d", "0w", "23h", "1439m", "367d", "53w", "-1d", "1.5d", "28", "d", "28 d", "28D", "28s", "28days", "", "9999999999d", "٣d"])(
    "%j is refused as a bad value",
    (text) => {
      expect(parseWindowDuration(text)).toMatchObject({ ok: false, code: "bad-value" });
    },
  );

  test.each(["1M", "1Q", "1Y"])("%s is refused as not supported yet", (text) => {
    expect(parseWindowDuration(text)).toMatchObject({ ok: false, code: "not-supported" });
  });

  test("every length from 1 to 366 days is written so that it reads as the same minutes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1440, max: 366 * 1440 }), (minutes) => {
        expect(parseWindowDuration(formatWindowDuration(minutes))).toEqual({ ok: true, minutes });
      }),
    );
  });

  test("the largest exact unit up to days is written", () => {
    expect([40_320, 2160, 1441].map(formatWindowDuration)).toEqual(["28d", "36h", "1441m"]);
  });
});
