import { MINUTE_MS, type Minute } from "@solvent/domain";
import { type PrometheusSimulator, startPrometheusSimulator } from "@solvent/testing";

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;
const SCRAPE_SECONDS = 15;

export const TOTAL = 'http_requests_total{job="checkout"}';
export const BAD = 'http_requests_total{job="checkout",code=~"5.."}';

/** What really happened in minutes [from, to), as far as samples can prove it. */
export interface Happened {
  readonly total: number;
  readonly bad: number;
  readonly good: number;
  /** Minutes with samples to count from. */
  readonly known: number;
}

export interface Shop {
  readonly simulator: PrometheusSimulator;
  happened(from: Minute, to: Minute): Happened;
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/**
 * A Prometheus over a checkout with three instances, `days` of history and a live clock. It fails for 1 request in 200 on average,
 * more for twenty minutes nine hours ago; one instance was restarted seven hours ago; the server stood still for half an hour
 * five hours ago.
 */
export async function startShop({ days }: { readonly days: number }): Promise<Shop> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const ago = (hours: number) => nowSeconds - hours * HOUR_SECONDS;
  const simulator = await startPrometheusSimulator({
    seed: 7,
    startSeconds: nowSeconds - days * DAY_SECONDS,
    now: () => Date.now(),
    families: [
      {
        metric: "http_requests_total",
        labels: { job: "checkout" },
        instances: 3,
        scrapeSeconds: SCRAPE_SECONDS,
        classes: [
          { code: "200", perScrape: 20 },
          { code: "500", perScrape: 0.1, lazy: true, bursts: [{ fromSeconds: ago(9), toSeconds: ago(9) + 1200, perScrape: 1 }] },
        ],
        restarts: [{ instance: 1, atSeconds: ago(7) }],
        gaps: [{ instance: "all", fromSeconds: ago(5), toSeconds: ago(5) + 1800, cause: "server-stopped" }],
      },
    ],
  });
  return {
    simulator,
    happened(from, to) {
      const all = simulator.truth(TOTAL, from, to);
      const total = sum(all.countable);
      const bad = sum(simulator.truth(BAD, from, to).countable);
      return { total, bad, good: total - bad, known: all.known.filter(Boolean).length };
    },
  };
}

export const minuteOf = (iso: string): Minute => Date.parse(iso) / MINUTE_MS;

/** The definition of its availability as somebody would paste it. */
export const definition = ({ source = "prometheus", days = 1 } = {}): string => `apiVersion: openslo/v1
kind: Service
metadata:
  name: checkout
  labels: { team: payments }
spec:
  description: What customers pay with.
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout-availability
  displayName: Checkout availability
spec:
  service: checkout
  budgetingMethod: Occurrences
  timeWindow:
    - duration: ${days}d
      isRolling: true
  indicator:
    metadata:
      name: checkout-availability
    spec:
      ratioMetric:
        counter: true
        bad:
          metricSource:
            metricSourceRef: ${source}
            spec:
              query: ${BAD}
        total:
          metricSource:
            metricSourceRef: ${source}
            spec:
              query: ${TOTAL}
  objectives:
    - target: 0.99
`;
