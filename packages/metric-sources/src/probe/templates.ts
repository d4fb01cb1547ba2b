import type { SourceTemplate } from "../source.ts";

/** Texts to begin with; SOURCE stands for the name of the data source. */
export const PROBE_TEMPLATES: readonly SourceTemplate[] = [
  {
    title: "An address answers",
    description: "Probes of a page that get a good status within two seconds.",
    text: `apiVersion: openslo/v1
kind: SLO
metadata:
  name: shop-reachable
  displayName: The shop can be reached
spec:
  service: shop
  indicator:
    metadata:
      name: shop-reachable
    spec:
      ratioMetric:
        counter: false
        good:
          metricSource:
            metricSourceRef: SOURCE
            type: probe
            spec:
              http: https://shop.example.com/health
              expectStatus: 200-299
              maxSeconds: 2
        total:
          metricSource:
            metricSourceRef: SOURCE
            type: probe
            spec: {}
  timeWindow:
    - duration: 28d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - targetPercent: 99.9
`,
  },
  {
    title: "A port takes connections",
    description: "Connections to a database that are opened within half a second.",
    text: `apiVersion: openslo/v1
kind: SLO
metadata:
  name: orders-database-reachable
  displayName: The database of orders takes connections
spec:
  service: shop
  indicator:
    metadata:
      name: orders-database-reachable
    spec:
      ratioMetric:
        counter: false
        good:
          metricSource:
            metricSourceRef: SOURCE
            type: probe
            spec:
              tcp: db.example.com:5432
              maxSeconds: 0.5
        total:
          metricSource:
            metricSourceRef: SOURCE
            type: probe
            spec: {}
  timeWindow:
    - duration: 28d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - targetPercent: 99.95
`,
  },
  {
    title: "A certificate is renewed in time",
    description: "Hours in which the certificate is good for two more weeks.",
    text: `apiVersion: openslo/v1
kind: SLO
metadata:
  name: shop-certificate
  displayName: The certificate of the shop is renewed in time
spec:
  service: shop
  indicator:
    metadata:
      name: shop-certificate
    spec:
      thresholdMetric:
        metricSource:
          metricSourceRef: SOURCE
          type: probe
          spec:
            http: https://shop.example.com/
            measure: certificateDays
  timeWindow:
    - duration: 28d
      isRolling: true
  budgetingMethod: Timeslices
  objectives:
    - op: gte
      value: 14
      target: 0.99
      timeSliceTarget: 0.5
      timeSliceWindow: 1h
`,
  },
];
