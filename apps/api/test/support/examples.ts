/** A Prometheus that nobody listens at: definitions are stored without asking it. */
export const SOURCE = {
  name: "prom",
  kind: "prometheus",
  connection: { url: "http://127.0.0.1:9/" },
} as const;

export const indicator = (metric = "http_requests_total") => ({
  kind: "ratio",
  counter: true,
  numerator: "bad",
  part: { source: "prom", spec: { query: `${metric}{code=~"5.."}` } },
  total: { source: "prom", spec: { query: metric } },
});

/** A rolling window. */
export const days = (count: number) => ({ kind: "rolling", minutes: count * 1440 });

/** A valid body of createObjective. */
export const objective = (fields: object = {}) => ({
  name: "checkout",
  service: "shop",
  indicator: indicator(),
  targetPercent: "99.9",
  window: days(28),
  ...fields,
});

export const TEXT = `
apiVersion: openslo/v1
kind: DataSource
metadata: { name: prom }
spec:
  type: prometheus
  connectionDetails: { url: "http://127.0.0.1:9/" }
---
apiVersion: openslo/v1
kind: Service
metadata:
  name: shop
  displayName: Shop
  labels: { team: storefront }
spec: { description: Sells things }
---
apiVersion: openslo/v1
kind: SLO
metadata: { name: checkout }
spec:
  service: shop
  indicator:
    metadata: { name: checkout }
    spec:
      ratioMetric:
        counter: true
        bad:
          metricSource: { metricSourceRef: prom, spec: { query: 'http_requests_total{code=~"5.."}' } }
        total:
          metricSource: { metricSourceRef: prom, spec: { query: http_requests_total } }
  timeWindow: [{ duration: 28d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ targetPercent: 99.9 }]
`;
