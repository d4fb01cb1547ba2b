import type { SourceTemplate } from "../source.ts";

const ratio = (name: string, displayName: string, indicator: string): string => `apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${name}
  displayName: ${displayName}
spec:
  service: checkout
  indicator:
    metadata:
      name: ${name}
    spec:
${indicator}
  timeWindow:
    - duration: 28d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - targetPercent: 99.5
`;

const ACCESS_LOG = `      ratioMetric:
        counter: false
        bad:
          metricSource:
            metricSourceRef: SOURCE
            type: elasticsearch
            spec:
              filter: http.response.status_code >= 500
        total:
          metricSource:
            metricSourceRef: SOURCE
            type: elasticsearch
            spec:
              index: logs-nginx.access-*
              filter: 'service.name: checkout'`;

const LATENCY = `      ratioMetric:
        counter: false
        good:
          metricSource:
            metricSourceRef: SOURCE
            type: elasticsearch
            spec:
              # In nanoseconds: 300 ms.
              filter: event.duration <= 300000000
        total:
          metricSource:
            metricSourceRef: SOURCE
            type: elasticsearch
            spec:
              index: logs-nginx.access-*
              filter: 'service.name: checkout and event.duration: *'`;

const COUNTED = `      ratioMetric:
        counter: false
        good:
          metricSource:
            metricSourceRef: SOURCE
            type: elasticsearch
            spec:
              count:
                sum: requests.succeeded
        total:
          metricSource:
            metricSourceRef: SOURCE
            type: elasticsearch
            spec:
              index: metrics-checkout-*
              count:
                sum: requests.count`;

/** Texts to begin with; each applies as it is. */
export const ELASTICSEARCH_TEMPLATES: readonly SourceTemplate[] = [
  {
    title: "Errors of an access log",
    description: "Documents of an access log; those with a status of 500 and above are bad.",
    text: ratio("checkout-requests", "Checkout answers", ACCESS_LOG),
  },
  {
    title: "Latency of an access log",
    description: "Documents that took at most so long, of all that say how long they took.",
    text: ratio("checkout-speed", "Checkout is quick", LATENCY),
  },
  {
    title: "Counts in documents",
    description: "Documents that already hold counts, one every minute or so: two of their fields are added up.",
    text: ratio("checkout-counts", "Checkout succeeds", COUNTED),
  },
];
