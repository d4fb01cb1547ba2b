import { MINUTES_PER_DAY, MINUTES_PER_HOUR } from "@solvent/domain";
import { quoted } from "./suggest.ts";

const MINUTES_OF_UNIT: Readonly<Record<string, number>> = { m: 1, h: MINUTES_PER_HOUR, d: MINUTES_PER_DAY, w: 7 * MINUTES_PER_DAY };
const CALENDAR_UNITS = ["M", "Q", "Y"];
const MAX_DAYS = 366;

export type WindowDuration = { readonly ok: true; readonly minutes: number } | { readonly ok: false; readonly problem: string };

export interface WindowRules {
  /** Takes any whole number of minutes: tests of the arithmetic need windows that nobody would promise. */
  readonly anyWindow: boolean;
}

const refuse = (problem: string, text: string): WindowDuration => ({ ok: false, problem: `${problem}, but is ${quoted(text)}` });

/** Minutes of OpenSLO's duration shorthand with a unit of fixed length: `5m`, `36h`, `28d`, `4w`. Null for any other text. */
export function parseDuration(text: string): number | null {
  const [, count = "", unit = ""] = /^(\d{1,9})([A-Za-z])$/.exec(text) ?? [];
  const unitMinutes = MINUTES_OF_UNIT[unit];
  return unitMinutes === undefined ? null : Number(count) * unitMinutes;
}

/** OpenSLO's duration shorthand for a rolling window of 1 to 366 whole days: `28d`, `4w`, `48h`. `problem` continues "<field> ...". */
export function parseWindowDuration(text: string, { anyWindow }: WindowRules): WindowDuration {
  if (CALENDAR_UNITS.includes(text.slice(-1))) {
    return refuse("must be in days: months, quarters and years have no fixed length; write e.g. 30d, or a calendar", text);
  }
  const minutes = parseDuration(text);
  if (minutes === null) return refuse('must be a whole number and a unit (m, h, d, w), e.g. "28d"', text);
  if (minutes === 0) return refuse(`must not be 0: a window is 1 to ${MAX_DAYS} days`, text);
  if (anyWindow) return { ok: true, minutes };
  if (minutes < MINUTES_PER_DAY || minutes > MAX_DAYS * MINUTES_PER_DAY) return refuse(`must be 1 to ${MAX_DAYS} days`, text);
  if (minutes % MINUTES_PER_DAY !== 0) return refuse("must be whole days", text);
  return { ok: true, minutes };
}

/** The largest of days, hours and minutes that says it exactly: 40320 -> `28d`. Weeks are written as days. */
export function formatDuration(minutes: number): string {
  if (minutes % MINUTES_PER_DAY === 0) return `${minutes / MINUTES_PER_DAY}d`;
  if (minutes % MINUTES_PER_HOUR === 0) return `${minutes / MINUTES_PER_HOUR}h`;
  return `${minutes}m`;
}
