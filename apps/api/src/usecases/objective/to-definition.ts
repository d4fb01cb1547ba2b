import { isoOfMinute, type Minute, minuteOfMs, type ObjectiveDefinition, type ObjectiveWindow } from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";

/** An objective that came through the API, where its beginning is an instant such as `2026-03-01T01:00Z`. */
export type ObjectiveFields = Omit<ObjectiveDefinition, "sloStart"> & { readonly sloStart: string | null };

/** `2026-02-30T00:00Z` has the form of an instant, and Date.parse takes it for another day. */
function toMinute(instant: string): Minute {
  const minute = minuteOfMs(Date.parse(instant));
  if (Number.isFinite(minute) && isoOfMinute(minute) === instant) return minute;
  throw invalidRequest([{ path: "sloStart", message: "there is no such date or time" }]);
}

/** Where weeks begin says nothing of other units, so it makes no difference there. */
const toWindow = (window: ObjectiveWindow): ObjectiveWindow =>
  window.kind === "calendar" && window.unit !== "week" ? { ...window, weekStart: "monday" } : window;

/** Throws `request.invalid`. */
export const toDefinition = ({ sloStart, window, ...fields }: ObjectiveFields): ObjectiveDefinition => ({
  ...fields,
  window: toWindow(window),
  sloStart: sloStart === null ? null : toMinute(sloStart),
});
