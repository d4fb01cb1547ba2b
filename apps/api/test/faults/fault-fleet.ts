import { MINUTE_MS, type Minute, type MinuteBlock } from "@solvent/domain";
import { findSourceKind } from "@solvent/metric-sources";
import type { PrometheusSimulator, SimulatedFamily } from "@solvent/testing";
import type pg from "pg";
import { addBackfill, addObjective, addSource, addStream } from "../../src/jobs/test/seed.ts";

/**
 * A counter with restarts, scrapes that fail and a stopped server; every other one with series that are born late, the others with a
 * process that comes back under another name.
 */
export function faultFamilies(services: number, startSeconds: number): SimulatedFamily[] {
  return Array.from({ length: services }, (_, n) => ({
    metric: "http_requests_total",
    // A job of its own: (job, instance) is what tells the targets of a Prometheus apart.
    labels: { job: `shop-${n}` },
    instances: 3,
    scrapeSeconds: 15,
    classes: [
      { code: "200", perScrape: 20 + n },
      { code: "500", perScrape: 0.2, lazy: n % 2 === 0 },
    ],
    restarts: [
      { instance: 0, atSeconds: startSeconds + 3_600 * (n + 1) },
      { instance: 1, atSeconds: startSeconds + 90_000 + 60 * n, renamed: n % 2 === 1 },
    ],
    gaps: [
      { instance: "all", fromSeconds: startSeconds + 40_000, toSeconds: startSeconds + 41_000, cause: "server-stopped" },
      { instance: 2, fromSeconds: startSeconds + 50_000, toSeconds: startSeconds + 52_000, cause: "scrape-failed" },
    ],
  }));
}

const totalOf = (n: number): string => `http_requests_total{job="shop-${n}"}`;
const badOf = (n: number): string => `http_requests_total{job="shop-${n}",code=~"5.."}`;

export interface FaultStream {
  readonly streamId: number;
  readonly service: number;
}

/** A source, and per service a stream with history to read and an objective. */
export async function seedFaultFleet(
  pool: pg.Pool,
  fleet: { readonly services: number; readonly url: string; readonly firstMinute: number; readonly historyFrom: number },
): Promise<readonly FaultStream[]> {
  const kind = findSourceKind("prometheus");
  const sourceId = await addSource(pool, "prom", { kind: "prometheus", connection: { url: fleet.url } });
  const streams: FaultStream[] = [];
  for (let service = 0; service < fleet.services; service++) {
    const indicator = {
      kind: "ratio",
      counter: true,
      numerator: "bad",
      part: { source: "prom", spec: { query: badOf(service) } },
      total: { source: "prom", spec: { query: totalOf(service) } },
    } as const;
    const parsed = kind?.parseIndicator(indicator);
    if (!parsed?.ok) throw new Error("the prometheus source refused the indicator");
    const streamId = await addStream(pool, { sourceId, query: parsed.value.canonical, firstMinute: fleet.firstMinute });
    await addObjective(pool, { streamId, indicator });
    await addBackfill(pool, streamId, { from: fleet.historyFrom, to: fleet.firstMinute });
    streams.push({ streamId, service });
  }
  return streams;
}

/**
 * Minutes of the block that are not what happened, each with what is stored and what should be. Without the first simulated one:
 * a target that was not scraped at its start proves nothing about series that appear within it.
 */
export function differences(
  simulator: PrometheusSimulator,
  { service, block, simulatedFrom }: { readonly service: number; readonly block: MinuteBlock; readonly simulatedFrom: Minute },
): string[] {
  const to = block.from + block.good.length;
  const total = simulator.truth(totalOf(service), block.from, to);
  const bad = simulator.truth(badOf(service), block.from, to);
  return block.good.flatMap((good, i) => {
    const events = (total.countable[i] ?? 0) * 1000;
    const expected = total.known[i] ? `${events - (bad.countable[i] ?? 0) * 1000}/${events}` : "missing";
    const stored = block.missing[i] === null ? `${good}/${block.total[i]}` : "missing";
    const at = new Date((block.from + i) * MINUTE_MS).toISOString();
    return stored === expected || block.from + i === simulatedFrom
      ? []
      : [`shop-${service} ${at}: ${stored} (${block.missing[i]}), not ${expected}`];
  });
}
