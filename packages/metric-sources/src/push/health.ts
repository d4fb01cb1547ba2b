import { succeeded } from "../failure.ts";
import type { Outcome, SourceHealth } from "../source.ts";
import type { AskInbox } from "./ask-inbox.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const HOW_TO_SEND =
  "Nothing was sent yet: make a token, then POST minutes to /api/v1/streams/NAME/minutes, or OTLP metrics to /api/v1/otlp/v1/metrics";

function ago(ms: number): string {
  if (ms < MINUTE_MS) return "less than a minute ago";
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`;
  return `${Math.floor(ms / DAY_MS)} days ago`;
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** A source that waits for others is well, also while nothing was sent; what came is said. */
export async function checkInbox(ask: AskInbox, now: () => number, signal: AbortSignal): Promise<Outcome<SourceHealth>> {
  const startedMs = now();
  const summary = await ask((inbox, within) => inbox.summary(within), signal);
  if (!summary.ok) return summary;
  const { lastReceivedMs, minuteNames, series } = summary.value;
  const kept = `${counted(minuteNames, "stream", "streams")}, ${counted(series, "series", "series")}`;
  const note = lastReceivedMs === null ? HOW_TO_SEND : `Last received ${ago(now() - lastReceivedMs)}; ${kept}`;
  return succeeded({ version: null, latencyMs: Math.max(0, now() - startedMs), clockSkewMs: null, notes: [note] });
}
