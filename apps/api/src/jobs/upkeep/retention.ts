import { MINUTES_PER_DAY, type Minute, minuteOfMs } from "@solvent/domain";

/** First minute that is kept, the start of a UTC day: minutes are dropped by whole days. */
export const keptFrom = (nowMs: number, retentionDays: number): Minute =>
  (Math.floor(minuteOfMs(nowMs) / MINUTES_PER_DAY) - retentionDays) * MINUTES_PER_DAY;
