import type { SourceTemplate } from "../source.ts";

const frame = (name: string, displayName: string, method: string, indicator: string): string => `apiVersion: openslo/v1
kind: Service
metadata:
  name: checkout
  displayName: Checkout
spec:
  description: Takes the order and the money.
---
apiVersion: openslo/v1
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
${method}
`;

const OCCURRENCES = `  budgetingMethod: Occurrences
  objectives:
    - targetPercent: 99.9`;

const ratio = (program: string): string => {
  const lines = program
    .trim()
    .split("\n")
    .map((line) => `                ${line}`)
    .join("\n");
  const side = (name: string): string => `        ${name}:
          metricSource:
            metricSourceRef: SOURCE
            spec:
              program: |
${lines}
              label: ${name}`;
  return `      ratioMetric:
        counter: false
${side("good")}
${side("total")}`;
};

const TRACES = `
service = filter('sf_service', 'checkout') and filter('sf_environment', 'production')
good = data('spans.count', filter=service and filter('sf_error', 'false'), rollup='sum').sum().publish(label='good')
total = data('spans.count', filter=service, rollup='sum').sum().publish(label='total')
`;

const CODES = `
good = data('http.requests', filter=filter('service', 'checkout') and not filter('code', '5*'), rollup='sum').sum().publish(label='good')
total = data('http.requests', filter=filter('service', 'checkout'), rollup='sum').sum().publish(label='total')
`;

const THRESHOLD = `      thresholdMetric:
        metricSource:
          metricSourceRef: SOURCE
          spec:
            program: |
              data('queue.length', filter=filter('queue', 'orders'), rollup='max').max().publish(label='length')
            label: length`;

const SLICES = `  budgetingMethod: Timeslices
  objectives:
    - op: lte
      value: 100
      targetPercent: 99.5
      timeSliceTarget: 1
      timeSliceWindow: 1m`;

export const SIGNALFX_TEMPLATES: readonly SourceTemplate[] = [
  {
    title: "Requests of a traced service",
    description: "Spans without an error, of all spans of a service in Splunk APM",
    text: frame("checkout-spans", "Checkout answers", OCCURRENCES, ratio(TRACES)),
  },
  {
    title: "Requests by status code",
    description: "A counter with a dimension for the code: all but 5xx are good",
    text: frame("checkout-requests", "Checkout answers", OCCURRENCES, ratio(CODES)),
  },
  {
    title: "A value with a limit",
    description: "Minutes in which the longest queue is not too long",
    text: frame("orders-queue", "Orders do not wait", SLICES, THRESHOLD),
  },
];
