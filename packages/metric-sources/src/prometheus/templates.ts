import { counterObjective } from "../selectors/counter-objective.ts";
import type { SourceTemplate } from "../source.ts";

/** Texts to begin with. The metrics are those that most libraries for HTTP servers expose. */
export const PROMETHEUS_TEMPLATES: readonly SourceTemplate[] = [
  {
    title: "Requests without a server error",
    description: "Two selectors of one counter: all requests, and those that were not answered with 5xx.",
    text: counterObjective({
      name: "checkout-availability",
      displayName: "Checkout availability",
      counter: true,
      sides: {
        good: ['query: http_requests_total{job="checkout",code!~"5.."}'],
        total: ['query: http_requests_total{job="checkout"}'],
      },
    }),
  },
  {
    title: "Requests that are fast",
    description: "A bucket of a histogram, against all that the histogram counted.",
    text: counterObjective({
      name: "checkout-latency",
      displayName: "Checkout answers within 300 ms",
      counter: true,
      sides: {
        good: ['histogram: http_request_duration_seconds_bucket{job="checkout"}', 'threshold: "0.3"', "boundary: lower"],
        total: ['query: http_request_duration_seconds_count{job="checkout"}'],
      },
    }),
  },
];
