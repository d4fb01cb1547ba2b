import type { ObjectiveStatus, ObjectiveSummary, ObjectiveWindow } from "@solvent/api-contract";
import { calendarPeriod } from "@solvent/domain";
import { durationText, windowText } from "./figures.ts";
import { msOfIso } from "./time.ts";
import { capital, plural } from "./words.ts";

/** How a window is called. A rolling one is named by its length, a calendar one by the period that runs. */
type CalendarUnit = Extract<ObjectiveWindow, { kind: "calendar" }>["unit"];

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const CLEAR_IN_DAYS_MS = 2 * DAY_MS;

const PERIODS: Readonly<Record<CalendarUnit, string>> = {
  day: "today",
  week: "this week",
  month: "this month",
  quarter: "this quarter",
  year: "this year",
};

/** Beside a figure: "28 d", "this month". */
export const windowName = (window: ObjectiveWindow): string =>
  window.kind === "rolling" ? windowText(window.minutes) : PERIODS[window.unit];

/** "the whole month", for what is planned or projected. */
export const wholePeriod = (window: ObjectiveWindow): string =>
  window.kind === "rolling" ? `the whole ${windowText(window.minutes)}` : `the whole ${window.unit}`;

/** In a column of windows: "28 d", "month". */
export const windowCell = (window: ObjectiveWindow): string => (window.kind === "rolling" ? windowText(window.minutes) : window.unit);

/** Before a verb: "the 28-day budget", "this month's budget". */
export const budgetName = (window: ObjectiveWindow): string =>
  window.kind === "rolling" ? `the ${dashed(window.minutes)} budget` : `${PERIODS[window.unit]}'s budget`;

const dashed = (minutes: number): string =>
  windowText(minutes).replace("\u202fd", "-day").replace("\u202fh", "-hour").replace("\u202fmin", "-minute");

/** "over 28 days, rolling", "in every calendar month, Europe/Paris". */
export function windowPromise(window: ObjectiveWindow): string {
  if (window.kind === "rolling") {
    const length = window.minutes % 1440 === 0 ? plural(window.minutes / 1440, "day") : windowText(window.minutes);
    return `over ${length}, rolling`;
  }
  const starts = window.unit === "week" ? ` from ${capital(window.weekStart)} on` : "";
  return `in every calendar ${window.unit}${starts}, ${window.zone}`;
}

/** "28-day window", "this month · Europe/Paris, 12 days left". */
export function windowLine(window: ObjectiveWindow, period: Pick<ObjectiveStatus["window"], "to" | "periodEnd">): string {
  if (window.kind === "rolling") return `${dashed(window.minutes)} window`;
  return `${PERIODS[window.unit]} · ${window.zone}, ${remaining(msOfIso(period.periodEnd) - msOfIso(period.to))}`;
}

function remaining(leftMs: number): string {
  if (leftMs <= 0) return "complete";
  return `${leftMs >= CLEAR_IN_DAYS_MS ? plural(Math.floor(leftMs / DAY_MS), "day") : durationText(leftMs / MINUTE_MS)} left`;
}

/** First instant that the figures of a row of the board can rest on: its period's start, whether or not the data reaches back to it. */
export function windowStartMs(o: Pick<ObjectiveSummary, "window" | "watermark">): number {
  const watermark = Math.floor(msOfIso(o.watermark) / MINUTE_MS);
  const start = o.window.kind === "rolling" ? watermark - o.window.minutes : calendarPeriod(o.window, watermark - 1).start;
  return start * MINUTE_MS;
}
