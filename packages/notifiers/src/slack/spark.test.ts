import { describe, expect, it } from "vitest";
import { makeMoments } from "./moment.ts";
import { sparkLine } from "./spark.ts";

const FROM = Date.UTC(2026, 10, 27, 18, 0) / 60_000;
const line = (burns: readonly (number | null)[]): string | null =>
  sparkLine({ from: FROM, stepMinutes: 5, burns }, makeMoments("UTC"))?.mrkdwn.replace(/<!date[^|]*\|(.*?)>/, "$1") ?? null;

describe("the line of burn rates", () => {
  it("is drawn on a square-root scale and ends with the newest figure", () => {
    expect(line([0, 0.2, 1, 4, 10, 25, 42.8])).toBe("burn since 18:00 ▁▁▂▃▄▆█ *42.8×*");
  });

  it("shows what is not known as a dot, also at its end", () => {
    expect(line([0, null, 42.8, null])).toBe("burn since 18:00 ▁·█· *–*");
  });

  it("makes no mountain of a burn that keeps the promise", () => {
    expect(line([0.1, 0.2, 0.1])).toBe("burn since 18:00 ▃▄▃ *0.1×*");
    expect(line([0, 0, 0])).toBe("burn since 18:00 ▁▁▁ *0.0×*");
  });

  it("is left out when nothing is known", () => {
    expect(line([])).toBeNull();
    expect(line([null, Number.NaN])).toBeNull();
  });

  it("keeps the newest sixty columns and says since when", () => {
    expect(line([...new Array<number>(12).fill(99), ...new Array<number>(60).fill(2)])).toBe(`burn since 19:00 ${"█".repeat(60)} *2.0×*`);
  });
});
