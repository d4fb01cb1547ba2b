import type { SourceTemplate } from "../source.ts";

const SERVICE = `apiVersion: openslo/v1
kind: Service
metadata:
  name: checkout
spec: {}
---
`;

/** Texts to begin with; SOURCE stands for the name of the data source. */
export const PUSH_TEMPLATES: readonly SourceTemplate[] = [
  {
    title: "Minutes that a program sends",
    description: "Good and total of each minute under the name checkout, sent to /api/v1/streams/checkout/minutes.",
    text: `${SERVICE}apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout-orders
  displayName: Orders that go through
spec:
  service: checkout
  indicator:
    metadata:
      name: checkout-orders
    spec:
      ratioMetric:
        counter: false
        good:
          metricSource:
            metricSourceRef: SOURCE
            type: push
            spec:
              stream: checkout
        total:
          metricSource:
            metricSourceRef: SOURCE
            type: push
            spec:
              stream: checkout
  timeWindow:
    - duration: 28d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - targetPercent: 99.5
`,
  },
  {
    title: "Requests that OpenTelemetry counts",
    description: "A counter of an OpenTelemetry SDK or collector: requests whose status is not 5xx, of all requests.",
    text: `${SERVICE}apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout-requests
  displayName: Requests that are answered
spec:
  service: checkout
  indicator:
    metadata:
      name: checkout-requests
    spec:
      ratioMetric:
        counter: true
        good:
          metricSource:
            metricSourceRef: SOURCE
            type: push
            spec:
              query: http_server_requests_total{job="checkout", http_response_status_code!~"5.."}
        total:
          metricSource:
            metricSourceRef: SOURCE
            type: push
            spec:
              query: http_server_requests_total{job="checkout"}
  timeWindow:
    - duration: 28d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - targetPercent: 99.9
`,
  },
];
