import type { BacktestInput } from "@solvent/api-contract";
import { isoOfMinute, MINUTE_MS, MINUTES_PER_DAY, type Minute, type MinuteInterval } from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";

const DEFAULT_MINUTES = 30 * MINUTES_PER_DAY;
const LONGEST_DAYS = 100;

const toMinute = (instant: string | undefined): Minute | null => (instant === undefined ? null : Date.parse(instant) / MINUTE_MS);

/**
 * The minutes to replay, cut to those that are kept: the last 30 days where nothing is said. Throws `request.invalid` for an interval that
 * is empty, too long, or of which no minute is kept.
 */
export function backtestRange(
  { from, to }: Pick<BacktestInput, "from" | "to">,
  stored: { readonly firstMinute: Minute; readonly watermark: Minute; readonly minutesFrom?: Minute | null },
): MinuteInterval {
  const end = toMinute(to) ?? stored.watermark;
  const start = toMinute(from) ?? end - DEFAULT_MINUTES;
  if (start >= end) throw invalidRequest([{ path: "to", message: "the interval is empty: `to` must be later than `from`" }]);
  if (end - start > LONGEST_DAYS * MINUTES_PER_DAY) {
    throw invalidRequest([{ path: "from", message: `the interval is longer than ${LONGEST_DAYS} days` }]);
  }
  const firstMinute = Math.max(stored.firstMinute, stored.minutesFrom ?? 0);
  const range = { start: Math.max(start, firstMinute), end: Math.min(end, stored.watermark) };
  if (range.start < range.end) return range;
  const known = `there are minutes from ${isoOfMinute(firstMinute)} to ${isoOfMinute(stored.watermark)}`;
  const isEmpty = firstMinute >= stored.watermark;
  throw invalidRequest([{ path: "from", message: isEmpty ? "no minutes are stored yet" : `nothing is stored of this interval: ${known}` }]);
}
