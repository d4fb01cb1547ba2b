import { describe, expect, it } from "vitest";
import { makeMoments } from "./moment.ts";

const AT = Date.UTC(2026, 10, 27, 18, 38, 12);

describe("a point in time", () => {
  it("is shown by the reader's clock, else by the clock of the target's zone", () => {
    expect(makeMoments("UTC").ofMs(AT).mrkdwn).toBe("<!date^1795804692^{date_short_pretty} {time}|Fri 27 Nov 18:38 UTC>");
    expect(makeMoments("Europe/Berlin").ofMs(AT).mrkdwn).toContain("|Fri 27 Nov 19:38 GMT+1>");
  });

  it("can be a time alone", () => {
    expect(makeMoments("UTC").ofMs(AT, "time").mrkdwn).toBe("<!date^1795804692^{time}|18:38>");
    expect(makeMoments("Asia/Tokyo").of(Math.floor(AT / 60_000), "time").mrkdwn).toContain("^{time}|03:38>");
  });

  it("ends a stretch without saying the day again, unless it is a long one", () => {
    const span = (toMs: number) =>
      makeMoments("UTC")
        .spanOfMs(AT, toMs)
        .mrkdwn.replaceAll(/<[^|]*\|(.*?)>/g, "$1");
    expect(span(AT + 58 * 60_000)).toBe("Fri 27 Nov 18:38 UTC to 19:36");
    expect(span(AT + 26 * 3_600_000)).toBe("Fri 27 Nov 18:38 UTC to Sat 28 Nov 20:38 UTC");
  });

  it("begins the day at 00:00", () => {
    expect(makeMoments("UTC").ofMs(Date.UTC(2026, 10, 27), "time").mrkdwn).toContain("|00:00>");
  });

  it.each([[Number.NaN], [-1], [Number.POSITIVE_INFINITY], [9e15]])("that is none, like %d, is said to be unknown", (ms) => {
    expect(makeMoments("UTC").ofMs(ms).mrkdwn).toBe("an unknown time");
  });
});
