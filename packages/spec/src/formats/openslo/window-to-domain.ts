import type { CalendarWindow, ObjectiveWindow, RollingWindow } from "@solvent/domain";
import { formatPath, type Path } from "../../path.ts";
import { parseWindowDuration, type WindowRules } from "../../window-duration.ts";
import { readCalendarUnit, readWeekStart, readZone } from "./calendar.ts";
import type { Mapping } from "./metadata-to-domain.ts";
import type { Calendar, SloDocument, TimeWindow } from "./schema.ts";

export const WINDOWS: Path = ["spec", "timeWindow"];
export const WINDOW: Path = [...WINDOWS, 0];
const CALENDAR: Path = [...WINDOW, "calendar"];

type WindowMapping = Mapping & { readonly rules: WindowRules };

function report(path: Path, problem: string, { document, sink }: Mapping): null {
  sink.error(document.place(path), "bad-value", `${formatPath(path)} ${problem}`);
  return null;
}

function readRolling({ duration }: TimeWindow, mapping: WindowMapping): RollingWindow | null {
  const read = parseWindowDuration(duration, mapping.rules);
  return read.ok ? { kind: "rolling", minutes: read.minutes } : report([...WINDOW, "duration"], read.problem, mapping);
}

/** The unit of the duration, the zone, and where weeks begin; every problem is reported. */
function readCalendar({ duration }: TimeWindow, { startTime, timeZone }: Calendar, mapping: Mapping): CalendarWindow | null {
  const unit = readCalendarUnit(duration);
  const zone = readZone(timeZone);
  const weekStart = unit.ok ? readWeekStart(unit.value, startTime) : null;
  if (!unit.ok) report([...WINDOW, "duration"], unit.problem, mapping);
  if (!zone.ok) report([...CALENDAR, "timeZone"], zone.problem, mapping);
  if (weekStart?.ok === false) report([...CALENDAR, "startTime"], weekStart.problem, mapping);
  if (!unit.ok || !zone.ok || !weekStart?.ok) return null;
  return { kind: "calendar", unit: unit.value, zone: zone.value, weekStart: weekStart.value };
}

/** The one window of the list: rolling, or aligned to a calendar. Null after its problems went to the sink. */
export function readWindow({ spec }: SloDocument, mapping: WindowMapping): ObjectiveWindow | null {
  const { document, sink } = mapping;
  const [window, second] = spec.timeWindow;
  if (window === undefined || second !== undefined) {
    sink.error(document.place(WINDOWS), "bad-value", `spec.timeWindow must have one item, but has ${spec.timeWindow.length}`);
    return null;
  }
  if (window.calendar === undefined) {
    if (window.isRolling === true) return readRolling(window, mapping);
    sink.error(document.place([...WINDOW, "isRolling"]), "missing-field", `${formatPath(WINDOW)} needs isRolling: true or a calendar`);
    return null;
  }
  if (window.isRolling !== true) return readCalendar(window, window.calendar, mapping);
  const message = `${formatPath(WINDOW)} has both isRolling: true and a calendar: keep one`;
  sink.error(document.placeOfKey(CALENDAR), "bad-value", message);
  return null;
}
