import { MINUTES_PER_DAY, MINUTES_PER_HOUR } from "@solvent/domain";

const MINUTES_OF_UNIT: Readonly<Record<string, number>> = { m: 1, h: MINUTES_PER_HOUR, d: MINUTES_PER_DAY, w: 7 * MINUTES_PER_DAY };
const CALENDAR_UNITS = ["M", "Q", "Y"];
const MAX_DAYS = 366;

export type WindowDuration =
  | { readonly ok: true; readonly minutes: number }
  | { readonly ok: false; readonly code: "bad-value" | "not-supported"; readonly problem: string };

const refuse = (problem: string): WindowDuration => ({ ok: false, code: "bad-value", problem });

/** OpenSLO's duration shorthand for a rolling window, 1 to 366 days: `28d`, `4w`, `36h`. `problem` continues "<field> ...". */
export function parseWindowDuration(text: string): WindowDuration {
  const match = /^(\d{1,9})([A-Za-z])$/.exec(text);
  const [, count = "", unit = ""] = match ?? [];
  if (CALENDAR_UNITS.includes(unit)) {
    return {
      ok: false,
      code: "not-supported",
      problem: "is not supported yet: months, quarters and years are no fixed length; write days, e.g. 30d",
    };
  }
  const unitMinutes = MINUTES_OF_UNIT[unit];
  if (unitMinutes === undefined) return refuse('must be a whole number and a unit (m, h, d, w), e.g. "28d"');
  const minutes = Number(count) * unitMinutes;
  if (minutes === 0) return refuse("must not be 0: a window is 1 to 366 days");
  if (minutes < MINUTES_PER_DAY || minutes > MAX_DAYS * MINUTES_PER_DAY) return refuse(`must be 1 to ${MAX_DAYS} days`);
  return { ok: true, minutes };
}

/** The largest of days, hours and minutes that says it exactly: 40320 -> `28d`. Weeks are written as days. */
export function formatWindowDuration(minutes: number): string {
  if (minutes % MINUTES_PER_DAY === 0) return `${minutes / MINUTES_PER_DAY}d`;
  if (minutes % MINUTES_PER_HOUR === 0) return `${minutes / MINUTES_PER_HOUR}h`;
  return `${minutes}m`;
}
