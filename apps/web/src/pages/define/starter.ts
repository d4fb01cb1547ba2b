import type { Source } from "@solvent/api-contract";

/** The kind that the examples are written for, and what a source of it is called before one is connected. */
const EXAMPLE_KIND = "prometheus";
export const EXAMPLE_SOURCE = "prometheus";

/** What the examples read from: the first connected source that takes their queries. */
export const exampleSource = (sources: readonly Source[]): string =>
  sources.find(({ kind }) => kind === EXAMPLE_KIND)?.name ?? EXAMPLE_SOURCE;

/** A first text to start from; the source's name is the connected one, so that the text can be checked as it is. */
export const starterText = (source: string): string => `apiVersion: openslo/v1
kind: Service
metadata:
  name: checkout
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
  description: Answers other than 5xx, of all checkout requests.
  budgetingMethod: Occurrences
  timeWindow:
    - duration: 28d
      isRolling: true
  indicator:
    metadata:
      name: checkout-availability
    spec:
      ratioMetric:
        counter: true
        good:
          metricSource:
            metricSourceRef: ${source}
            type: prometheus
            spec:
              query: http_requests_total{job="checkout",code!~"5.."}
        total:
          metricSource:
            metricSourceRef: ${source}
            type: prometheus
            spec:
              query: http_requests_total{job="checkout"}
  objectives:
    - target: 0.999
`;

/** One document more, at the end of a text. */
export const withDocument = (text: string, document: string): string => {
  const before = text.trimEnd();
  return before === "" ? document : `${before}\n---\n${document}`;
};

const ratio = (source: string, labels: string): string => `      ratioMetric:
        counter: true
        good:
          metricSource:
            metricSourceRef: ${source}
            type: prometheus
            spec:
              query: http_requests_total{${labels},code!~"5.."}
        total:
          metricSource:
            metricSourceRef: ${source}
            type: prometheus
            spec:
              query: http_requests_total{${labels}}
`;

const GROUP = (source: string): string => `apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout-by-region
  annotations:
    # One objective per combination of these labels.
    solvent/group-by: region
spec:
  service: checkout
  budgetingMethod: Occurrences
  timeWindow:
    - duration: 28d
      isRolling: true
  indicator:
    metadata:
      name: checkout-by-region
    spec:
${ratio(source, 'job="checkout"')}  objectives:
    - target: 0.999
`;

const POLICY = (): string => `apiVersion: openslo/v1
kind: AlertPolicy
metadata:
  name: checkout-alerts
  annotations:
    # An SLO is attached by its name: spec.alertPolicies: [checkout-alerts]
    solvent/conditions: |
      - {name: fast, kind: burn, severity: page, longMinutes: 60, shortMinutes: 5, factor: 14.4}
      - {name: half-gone, kind: budget-consumed, severity: ticket, percent: 50}
      - {name: silent, kind: no-traffic, severity: ticket, forMinutes: 10}
spec:
  description: Pages on a fast burn, a ticket when half of the budget is gone or nothing comes.
`;

const COMPOSITE = (): string => `apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout-journey
  annotations:
    # weighted, min and product go with RatioTimeslices, allSlices with Timeslices.
    solvent/composite: |
      how: weighted
      parts:
        - {objective: checkout-availability, weight: 2}
        - {objective: payment-availability, weight: 1}
spec:
  service: checkout
  budgetingMethod: RatioTimeslices
  timeWindow:
    - duration: 28d
      isRolling: true
  objectives:
    - target: 0.99
      timeSliceWindow: 5m
`;

/** Documents besides a plain objective, by what they are. */
export const EXAMPLES: readonly { readonly title: string; readonly meaning: string; readonly text: (source: string) => string }[] = [
  {
    title: "A group",
    meaning: "One objective per combination of labels, by the annotation solvent/group-by. A check says how many there are.",
    text: GROUP,
  },
  {
    title: "A composite",
    meaning: "Put together from other objectives, slice by slice, by the annotation solvent/composite. It asks no source.",
    text: COMPOSITE,
  },
  { title: "An alert policy", meaning: "When somebody is told, for every SLO that names it in spec.alertPolicies.", text: POLICY },
];
