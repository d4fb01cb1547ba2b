import { type CalendarUnit, type CalendarWindow, isZone, MINUTE_MS, MINUTES_PER_DAY, type WeekStart } from "@solvent/domain";
import { didYouMean, quoted } from "../../suggest.ts";

/** OpenSLO's durations of calendar windows. */
export const DURATION_OF_UNIT: Readonly<Record<CalendarUnit, string>> = { day: "1d", week: "1w", month: "1M", quarter: "1Q", year: "1Y" };
const DURATIONS = Object.values(DURATION_OF_UNIT).join(", ");

/** A result whose `problem` continues "<field> ...". */
type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export function readCalendarUnit(duration: string): Read<CalendarUnit> {
  const found = Object.entries(DURATION_OF_UNIT).find(([, text]) => text === duration);
  if (found !== undefined) return { ok: true, value: found[0] as CalendarUnit };
  return { ok: false, problem: `must be one of ${DURATIONS} with a calendar, but is ${quoted(duration)}` };
}

export function readZone(text: string): Read<string> {
  if (isZone(text)) return { ok: true, value: text };
  const hint = didYouMean(text, Intl.supportedValuesOf("timeZone"));
  return { ok: false, problem: `must be an IANA time zone such as Europe/Paris, but is ${quoted(text)}${hint}` };
}

const START_TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/;
/** Of day 0, 1970-01-01, counted from Sunday. */
const FIRST_WEEKDAY = 4;
const WEEK_STARTS: Readonly<Record<number, WeekStart>> = { 0: "sunday", 1: "monday", 6: "saturday" };
const DAY_MS = MINUTES_PER_DAY * MINUTE_MS;

/** The date of a start at midnight, `2026-01-01 00:00:00`. It is a local date; UTC only counts with it here. */
function readDate(text: string): Read<Date> {
  const [, day = "", time = ""] = START_TIME.exec(text) ?? [];
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) {
    return { ok: false, problem: `must be a date and time without a zone, such as 2026-01-01 00:00:00, but is ${quoted(text)}` };
  }
  if (time !== "00:00:00") return { ok: false, problem: `must be at 00:00:00, where periods begin, but is ${quoted(text)}` };
  return { ok: true, value: date };
}

function problemOfStart(unit: CalendarUnit, date: Date): string | null {
  const [month, day] = [date.getUTCMonth(), date.getUTCDate()];
  if (unit === "month" && day !== 1) return "must be the first of a month";
  if (unit === "quarter" && (day !== 1 || month % 3 !== 0)) return "must be the first of January, April, July or October";
  if (unit === "year" && (day !== 1 || month !== 0)) return "must be the first of January";
  return null;
}

/** The first day of any period says on which day weeks begin; all other units begin where the calendar says. */
export function readWeekStart(unit: CalendarUnit, startTime: string): Read<WeekStart> {
  const date = readDate(startTime);
  if (!date.ok) return date;
  const problem = problemOfStart(unit, date.value);
  if (problem !== null) return { ok: false, problem: `${problem}, but is ${quoted(startTime)}` };
  if (unit !== "week") return { ok: true, value: "monday" };
  const weekday = (((date.value.getTime() / DAY_MS + FIRST_WEEKDAY) % 7) + 7) % 7;
  const weekStart = WEEK_STARTS[weekday];
  if (weekStart !== undefined) return { ok: true, value: weekStart };
  return { ok: false, problem: `must be a Monday, Sunday or Saturday, on which weeks begin, but is ${quoted(startTime)}` };
}

/** 2024 began on a Monday, so its first day begins every unit; weeks from another day begin in its first week. */
const START_OF_WEEK: Readonly<Record<WeekStart, string>> = { monday: "2024-01-01", saturday: "2024-01-06", sunday: "2024-01-07" };

/** A start from which the same window is read again. */
export const startTimeOf = ({ unit, weekStart }: CalendarWindow): string =>
  `${unit === "week" ? START_OF_WEEK[weekStart] : START_OF_WEEK.monday} 00:00:00`;
