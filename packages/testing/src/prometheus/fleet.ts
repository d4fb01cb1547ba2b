import type { SimulatedFamily, SimulatedHistory } from "./model.ts";

export interface FleetOptions {
  readonly seed: number;
  readonly services: number;
  /** Series per service; at least 4, two thirds of the instances' classes being successes. */
  readonly seriesPerService: number;
  readonly scrapeSeconds: number;
  readonly startSeconds: number;
}

const CLASSES = [
  { code: "200", perScrape: 40 },
  { code: "404", perScrape: 0.8 },
  { code: "500", perScrape: 0.05, lazy: true },
  { code: "503", perScrape: 0.01, lazy: true },
] as const;

/** Many services of one metric: `http_requests_total{job="shop",service="s17",instance="i3",code="500"}`. For load and benchmarks. */
export function makeFleet({ seed, services, seriesPerService, scrapeSeconds, startSeconds }: FleetOptions): SimulatedHistory {
  const instances = Math.max(1, Math.round(seriesPerService / CLASSES.length));
  const families: SimulatedFamily[] = Array.from({ length: services }, (_, index) => ({
    metric: "http_requests_total",
    labels: { job: "shop", service: `s${index}` },
    instances,
    classes: CLASSES,
    scrapeSeconds,
  }));
  return { seed, startSeconds, families };
}
