import { NO_DATA_AFTER_MINUTES } from "@solvent/domain";
import { isoMinuteOfMs } from "../../lib/time.ts";
import type { Range } from "./range-url.ts";

const MINUTE_MS = 60_000;
/** Beyond this age of the newest minute the range ends now, so that the gap is on the page. */
const GAP_AFTER_MS = NO_DATA_AFTER_MINUTES * MINUTE_MS;

export interface TrafficRange {
  readonly from: string;
  readonly to: string;
}

/** The interval to ask for: it ends where the address says, else at the newest closed minute, or now when that is long ago. */
export function toTrafficRange(range: Range, at: { watermarkMs: number; nowMs: number; untilMs: number | null }): TrafficRange {
  const { watermarkMs, nowMs } = at;
  const newestMs = nowMs - watermarkMs > GAP_AFTER_MS ? Math.floor(nowMs / MINUTE_MS) * MINUTE_MS : watermarkMs;
  const endMs = Math.min(at.untilMs ?? newestMs, newestMs);
  return { from: isoMinuteOfMs(endMs - range.ms), to: isoMinuteOfMs(endMs) };
}

/** When anything was known last: closed minutes may be missing, so the watermark alone does not tell. */
export function lastKnownMs(watermarkMs: number, bands: readonly { readonly fromMs: number; readonly toMs: number }[]): number {
  return bands.find((band) => band.toMs >= watermarkMs)?.fromMs ?? watermarkMs;
}
