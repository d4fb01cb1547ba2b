import { MINUTE_MS, MINUTES_PER_DAY, type Minute, minuteOfMs } from "@solvent/domain";

/** First minute that is kept, the start of a UTC day: minutes are dropped by whole days. */
export const keptFrom = (nowMs: number, retentionDays: number): Minute =>
  (Math.floor(minuteOfMs(nowMs) / MINUTES_PER_DAY) - retentionDays) * MINUTES_PER_DAY;

/** For so long running totals are kept, which answer older questions to the hour: two years, and the month that is running. */
const ANCHOR_MONTHS = 25;

/** From where running totals are kept, the start of a UTC month: they are dropped by whole months, and never before their minutes. */
export function anchorsFrom(nowMs: number, retentionDays: number): Minute {
  const [now, kept] = [new Date(nowMs), new Date(keptFrom(nowMs, retentionDays) * MINUTE_MS)];
  const byMonths = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ANCHOR_MONTHS);
  return Math.min(byMonths, Date.UTC(kept.getUTCFullYear(), kept.getUTCMonth())) / MINUTE_MS;
}
