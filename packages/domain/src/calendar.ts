import { MINUTE_MS, MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute } from "./minute.ts";
import type { CalendarWindow, WeekStart } from "./objective.ts";
import type { MinuteInterval } from "./window-counts.ts";

/** Days since 1970-01-01 on a local calendar, whatever the zone. */
type LocalDay = number;

const DAY_MS = MINUTES_PER_DAY * MINUTE_MS;
const DAYS_PER_WEEK = 7;
/** Day of the week of local day 0, a Thursday, counted from Monday. */
const FIRST_WEEKDAY = 3;
const WEEK_START_WEEKDAY: Readonly<Record<WeekStart, number>> = { monday: 0, saturday: 5, sunday: 6 };
const MONTHS_PER_QUARTER = 3;

/**
 * No zone of the tz database was ever further from UTC, and none changed its offset twice within four days: twice this is less, so that around
 * a midnight there is one change at most.
 */
const LARGEST_OFFSET_MINUTES = 16 * MINUTES_PER_HOUR;

const formatters = new Map<string, Intl.DateTimeFormat>();
const FORMATTERS_LIMIT = 1000;

/** Throws RangeError that names an unknown zone. */
function formatterOf(zone: string): Intl.DateTimeFormat {
  const formatter = formatters.get(zone) ?? (isZone(zone) ? formatters.get(zone) : undefined);
  if (formatter !== undefined) return formatter;
  throw new RangeError(`unknown time zone ${JSON.stringify(zone.slice(0, 60))}: a zone is an IANA name such as Europe/Stockholm`);
}

const makeFormatter = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });

/** Whether `text` names a zone of the tz database; offsets such as `+01:00` are none. */
export function isZone(text: string): boolean {
  if (formatters.has(text)) return true;
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    const formatter = makeFormatter(text);
    if (formatters.size >= FORMATTERS_LIMIT) formatters.clear();
    formatters.set(text, formatter);
    return true;
  } catch {
    return false;
  }
}

/** Local wall-clock time at the start of a UTC minute, as if it were UTC, in milliseconds. Zones before 1900 have offsets with seconds. */
function localMs(zone: string, minute: Minute): number {
  const [month = 1, day = 1, year = 1970, hour = 0, min = 0, second = 0] = (
    formatterOf(zone)
      .format(minute * MINUTE_MS)
      .match(/\d+/g) ?? []
  ).map(Number);
  return Date.UTC(year, month - 1, day, hour, min, second);
}

const localDayOf = (zone: string, minute: Minute): LocalDay => Math.floor(localMs(zone, minute) / DAY_MS);
const offsetMs = (zone: string, minute: Minute): number => localMs(zone, minute) - minute * MINUTE_MS;

/**
 * First UTC minute whose local date is `day` or later (slo-math 3): right also where local midnight does not exist, comes twice, or the
 * date was skipped. Between two changes of the offset it is plain arithmetic, so that at most one change has to be looked for.
 */
function startOfLocalDay(zone: string, day: LocalDay): Minute {
  const midnight = day * MINUTES_PER_DAY;
  const [from, until] = [midnight - LARGEST_OFFSET_MINUTES, midnight + LARGEST_OFFSET_MINUTES];
  const [before, after] = [offsetMs(zone, from), offsetMs(zone, until)];
  const change = before === after ? until : firstMinuteWith({ zone, offset: after, after: from, until });
  const startWith = (offset: number): Minute => Math.ceil((midnight * MINUTE_MS - offset) / MINUTE_MS);
  return startWith(before) < change ? startWith(before) : Math.max(change, startWith(after));
}

interface OffsetSearch {
  readonly zone: string;
  readonly offset: number;
  readonly after: Minute;
  readonly until: Minute;
}

/** The minute in (after, until] from which the zone has the offset it has at `until`. */
function firstMinuteWith({ zone, offset, after, until }: OffsetSearch): Minute {
  let [low, high] = [after, until];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(zone, middle) === offset) high = middle;
    else low = middle;
  }
  return high;
}

/** First day of the calendar unit that holds `day`, and of the one after it. */
function unitAround({ unit, weekStart }: CalendarWindow, day: LocalDay): readonly [LocalDay, LocalDay] {
  if (unit === "day") return [day, day + 1];
  if (unit === "week") {
    const weekday = day + FIRST_WEEKDAY - WEEK_START_WEEKDAY[weekStart];
    const first = day - (((weekday % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK);
    return [first, first + DAYS_PER_WEEK];
  }
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const months = unit === "month" ? 1 : unit === "quarter" ? MONTHS_PER_QUARTER : 12;
  const firstMonth = month - (month % months);
  return [Date.UTC(year, firstMonth, 1) / DAY_MS, Date.UTC(year, firstMonth + months, 1) / DAY_MS];
}

/** The period last asked for per window: a board asks for the same one a thousand times within a minute. */
const lastPeriods = new Map<string, MinuteInterval>();
const LAST_PERIODS_LIMIT = 2000;

/**
 * The period of a zone's calendar that holds `minute`, as a half-open interval of UTC minutes. Periods tile the time line: each minute lies
 * in exactly one. Throws RangeError for an unknown zone.
 */
export function calendarPeriod(window: CalendarWindow, minute: Minute): MinuteInterval {
  const key = `${window.unit} ${window.weekStart} ${window.zone}`;
  const last = lastPeriods.get(key);
  if (last !== undefined && last.start <= minute && minute < last.end) return last;
  const period = findPeriod(window, minute);
  if (lastPeriods.size >= LAST_PERIODS_LIMIT) lastPeriods.clear();
  lastPeriods.set(key, period);
  return period;
}

function findPeriod(window: CalendarWindow, minute: Minute): MinuteInterval {
  let [first, next] = unitAround(window, localDayOf(window.zone, minute));
  let [start, end] = [startOfLocalDay(window.zone, first), startOfLocalDay(window.zone, next)];
  // When the clock is set back across midnight, minutes of the new day read as the day before once more.
  while (minute >= end) {
    [first, next] = unitAround(window, next);
    [start, end] = [end, startOfLocalDay(window.zone, next)];
  }
  return { start, end };
}
