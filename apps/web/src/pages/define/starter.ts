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
