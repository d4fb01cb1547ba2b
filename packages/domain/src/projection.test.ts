import { describe, expect, test } from "vitest";
import type { Adjustment } from "./adjustment.ts";
import { fraction, fractionToText } from "./fraction.ts";
import { type HourlyTotal, seasonalTotal } from "./projection.ts";

const HOUR = 60;
const DAY = 24 * HOUR;
/** A Thursday at midnight. */
const AT = 2858 * 7 * DAY;
/** Hours before `AT`, newest first: 10 events a minute, twice as many on the weekday of `AT`. */
const hoursBack = (days: number): HourlyTotal[] =>
  Array.from({ length: days * 24 }, (_, i) => {
    const hourStart = AT - (i + 1) * HOUR;
    const perMinute = Math.floor(hourStart / DAY) % 7 === (AT / DAY) % 7 ? 20n : 10n;
    return { hourStart, total: perMinute * 60n * 1000n, known: 60 };
  });
const projected = (
  change: { hours?: readonly HourlyTotal[]; periodEnd?: number; at?: number; adjustments?: readonly Adjustment[] } = {},
) => {
  const { hours = hoursBack(28), periodEnd = AT + DAY, at = AT, adjustments = [] } = change;
  const total = seasonalTotal({ total: fraction(500n), at, periodEnd, hours, adjustments });
  return total === null ? null : fractionToText(total);
};

describe("seasonalTotal", () => {
  test("adds to the events so far what the same hours of the week brought", () => {
    expect(projected()).toBe(`${500 + 20 * DAY}/1`);
    expect(projected({ periodEnd: AT + 2 * DAY })).toBe(`${500 + 30 * DAY}/1`);
  });

  test("counts remaining minutes, also within an hour", () => {
    expect(projected({ periodEnd: AT + 90 })).toBe(`${500 + 20 * 90}/1`);
    expect(projected({ at: AT + 50, periodEnd: AT + 70 })).toBe(`${500 + 20 * 20}/1`);
  });

  test("at the end of the period there is nothing to add", () => {
    expect(projected({ periodEnd: AT })).toBe("500/1");
  });

  test("needs fourteen days of history, gaps in it or not", () => {
    expect(projected({ hours: hoursBack(13) })).toBeNull();
    expect(projected({ hours: hoursBack(14) })).not.toBeNull();
    expect(projected({ hours: hoursBack(14).slice(0, -1) })).toBeNull();
    expect(projected({ hours: [] })).toBeNull();
    expect(projected({ hours: hoursBack(14).map((hour) => ({ ...hour, known: 0, total: 0n })) })).toBeNull();
  });

  test("looks at the last 28 days only, and at whole hours before the evaluation", () => {
    const foreign = [AT - 29 * DAY, AT - 7 * DAY * 5, AT - HOUR / 2, AT].map((hourStart) => ({ hourStart, total: 10n ** 9n, known: 60 }));
    expect(projected({ hours: [...hoursBack(28), ...foreign] })).toBe(projected());
  });

  test("is a mean per known minute: missing minutes are not minutes without events", () => {
    const halfKnown = hoursBack(28).map((hour) => ({ ...hour, total: hour.total / 2n, known: 30 }));
    expect(projected({ hours: halfKnown })).toBe(projected());
  });

  test("an hour of the week of which nothing is known takes the mean of all that is known", () => {
    const hours = hoursBack(28).filter(({ hourStart }) => (AT - hourStart) % (7 * DAY) !== 0);
    const known = hours.reduce((sum, hour) => sum + hour.known, 0);
    const events = hours.reduce((sum, hour) => sum + Number(hour.total) / 1000, 0);
    expect(projected({ hours, periodEnd: AT + HOUR })).toBe(fractionToText(fraction(BigInt(500 * known + events * HOUR), BigInt(known))));
  });

  test("minutes that are going to be excluded bring no events", () => {
    const adjustments: Adjustment[] = [
      { from: AT + 30, to: AT + 90, mode: "exclude" },
      { from: AT, to: AT + DAY, mode: "forgive" },
    ];
    expect(projected({ adjustments })).toBe(`${500 + 20 * (DAY - 60)}/1`);
  });
});
