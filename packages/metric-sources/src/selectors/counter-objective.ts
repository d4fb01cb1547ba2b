/** A template for kinds that count series: one objective over 28 days; a side is the text of its `spec`, one entry per line. */
export const counterObjective = (terms: {
  readonly name: string;
  readonly displayName: string;
  readonly counter: boolean;
  readonly sides: Readonly<Record<string, readonly string[]>>;
}): string => `apiVersion: openslo/v1
kind: Service
metadata:
  name: checkout
spec:
  description: What customers pay with.
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${terms.name}
  displayName: ${terms.displayName}
spec:
  service: checkout
  budgetingMethod: Occurrences
  timeWindow:
    - duration: 28d
      isRolling: true
  indicator:
    metadata:
      name: ${terms.name}
    spec:
      ratioMetric:
        counter: ${terms.counter}
${Object.entries(terms.sides)
  .map(([side, spec]) => sideText(side, spec))
  .join("\n")}
  objectives:
    - target: 0.999
`;

const sideText = (side: string, spec: readonly string[]): string => `        ${side}:
          metricSource:
            metricSourceRef: SOURCE
            spec:
${spec.map((line) => `              ${line}`).join("\n")}`;
