import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type RealPrometheus, realPrometheus } from "../support/real-prometheus.ts";
import { CODES, type Code, type EventLog, makeEventLog } from "./event-log.ts";
import { writeOpenMetrics } from "./open-metrics.ts";
import { type VisibleTruth, visibleTruth } from "./visible-truth.ts";

export const METRIC = "http_requests";
export const HOURS = 24;

export interface History {
  readonly log: EventLog;
  readonly truth: VisibleTruth;
  readonly prometheus: RealPrometheus;
  remove(): Promise<void>;
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
  const dir = mkdtempSync(path.join(tmpdir(), "solvent-exactness-"));
  const file = path.join(dir, "history.txt");
  await writeOpenMetrics(log, file, METRIC);
  const prometheus = await realPrometheus({ config, blocksFrom: file });
  return {
    log,
    truth: visibleTruth(log),
    prometheus,
    remove: async () => {
      await prometheus.remove();
      rmSync(dir, { recursive: true, force: true });
    },
  };
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
