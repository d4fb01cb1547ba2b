import type { FieldProblem } from "@solvent/api-contract";
import { COUNT_SCALE, fractionOfNumber, isoOfMinute, MINUTE_MS, type Minute, minuteOfMs, parseDecimal } from "@solvent/domain";
import type { PushedMinute } from "@solvent/metric-sources";

/** A minute as it was written: its beginning such as 2026-03-01T01:00Z, and counts of at most three decimals. */
export interface WrittenMinute {
  readonly minute: string;
  readonly good: number | string;
  readonly total: number | string;
}

/** Minutes that may be sent: [from, to). */
export interface Acceptable {
  readonly from: Minute;
  readonly to: Minute;
}

export type CheckedMinutes =
  | { readonly ok: true; readonly minutes: readonly PushedMinute[] }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

const FUTURE_MINUTES = 5;
const MAX_PROBLEMS = 100;

/** Minutes that begin up to five minutes from now: clocks differ. */
export const acceptable = (nowMs: number, keptFrom: Minute): Acceptable => ({
  from: keptFrom,
  to: minuteOfMs(nowMs + FUTURE_MINUTES * MINUTE_MS) + 1,
});

/** Thousandths of an event; null when there are more than three decimals, or too many to be counted. */
function toUnits(written: number | string): number | null {
  const { num, den } = typeof written === "string" ? parseDecimal(written) : fractionOfNumber(written);
  const scaled = num * BigInt(COUNT_SCALE);
  return scaled % den === 0n && scaled / den <= Number.MAX_SAFE_INTEGER ? Number(scaled / den) : null;
}

/** `2026-02-30T00:00Z` has the form of an instant, and Date.parse takes it for another day. */
function toMinute(instant: string): Minute | null {
  const minute = minuteOfMs(Date.parse(instant));
  return isoOfMinute(minute) === instant ? minute : null;
}

function checkTime(minute: Minute | null, { from, to }: Acceptable): string | null {
  if (minute === null) return "there is no such date or time";
  if (minute < from) return `must not be before ${isoOfMinute(from)}: older minutes are not kept`;
  return minute < to ? null : `must be before ${isoOfMinute(to)}, a few minutes from now`;
}

function* problemsOf(
  written: WrittenMinute,
  minute: Minute | null,
  span: Acceptable,
): Generator<readonly [field: string, message: string]> {
  const time = checkTime(minute, span);
  if (time !== null) yield ["minute", time];
  const [good, total] = [toUnits(written.good), toUnits(written.total)];
  const unit = "must have at most three decimals, and be at most 9007199254740.991";
  if (good === null) yield ["good", unit];
  if (total === null) yield ["total", unit];
  if (good !== null && total !== null && good > total) yield ["good", "must not be more than total"];
}

/** All the minutes, ascending, or what is wrong with them by the index of each. Each may be there once. */
export function checkMinutes(written: readonly WrittenMinute[], span: Acceptable): CheckedMinutes {
  const problems: FieldProblem[] = [];
  const seen = new Map<Minute, number>();
  const minutes: PushedMinute[] = [];
  for (const [index, one] of written.entries()) {
    const minute = toMinute(one.minute);
    for (const [field, message] of problemsOf(one, minute, span)) problems.push({ path: `minutes[${index}].${field}`, message });
    if (minute === null) continue;
    const twin = seen.get(minute);
    if (twin !== undefined) problems.push({ path: `minutes[${index}].minute`, message: `is the minute of minutes[${twin}], too` });
    seen.set(minute, index);
    minutes.push({ minute, good: toUnits(one.good) ?? 0, total: toUnits(one.total) ?? 0 });
  }
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };
  return { ok: true, minutes: minutes.sort((a, b) => a.minute - b.minute) };
}
