import { type RealPrometheus, startRealPrometheus } from "@solvent/testing";
import { CODES, type Code, type EventLog, makeEventLog } from "./event-log.ts";
import { toOpenMetricsText } from "./open-metrics.ts";
import { type VisibleTruth, visibleTruth } from "./visible-truth.ts";

export const METRIC = "http_requests";
export const HOURS = 24;

export interface History {
  readonly log: EventLog;
  readonly truth: VisibleTruth;
  readonly prometheus: RealPrometheus;
}

/** A day that ends at the running minute, of 40 instances with restarts, and ten minutes in it without any scrape. */
export function logUpToNow(seed: number): EventLog {
  const nowSecond = Math.floor(Date.now() / 60_000) * 60;
  const fromSecond = nowSecond - HOURS * 3600;
  const outage = { fromSecond: fromSecond + 10 * 3600, toSecond: fromSecond + 10 * 3600 + 600 };
  return makeEventLog({ seed, instances: 40, fromSecond, hours: HOURS, scrapeSeconds: 30, outage });
}

/** Loads the log as blocks into a real Prometheus that then scrapes as `config` says. */
export async function loadHistory(log: EventLog, config: string): Promise<History> {
  const prometheus = await startRealPrometheus({ config, openMetrics: toOpenMetricsText(log, METRIC) });
  return { log, truth: visibleTruth(log), prometheus };
}

/** All classes of a minute together, null when nothing can be known of it. */
export function totalOfMinute(truth: VisibleTruth, index: number): number | null {
  const parts = CODES.map((code) => truth.counts[code][index] ?? null);
  return parts.includes(null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

export const queryOf = (code: Code): { part: string; total: string } => ({
  part: `${METRIC}_total{job="shop",code="${code}"}`,
  total: `${METRIC}_total{job="shop"}`,
});
