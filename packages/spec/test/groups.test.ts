import { expect, test } from "vitest";
import { parseDefinitions, toOpenSlo } from "../src/index.ts";

const slo = (annotations: string, indicator = "ratio") => `
apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout
  annotations:
${annotations}
spec:
  service: shop
  indicator:
    metadata: { name: checkout }
    spec: ${
      indicator === "ratio"
        ? "{ ratioMetric: { counter: true, bad: { metricSource: { metricSourceRef: prom, spec: { query: bad } } }, total: { metricSource: { metricSourceRef: prom, spec: { query: all } } } } }"
        : indicator
    }
  timeWindow: [{ duration: 28d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ targetPercent: 99.9 }]
`;

const messagesOf = (annotations: string) =>
  parseDefinitions(slo(annotations)).diagnostics.map(({ severity, line, message }) => `${severity} ${line} ${message}`);

test("an SLO with solvent/group-by is a group and no objective", () => {
  const { definitions, diagnostics } = parseDefinitions(
    slo(`    solvent/group-by: "route,  method"\n    solvent/group-cap: "200"\n    owner: me`),
  );
  expect(diagnostics).toEqual([]);
  expect(definitions.objectives).toEqual([]);
  expect(definitions.groups).toMatchObject([
    { groupBy: ["route", "method"], cap: 200, objective: { name: "checkout", annotations: { owner: "me" } } },
  ]);
  expect(parseDefinitions(toOpenSlo(definitions)).definitions).toEqual(definitions);
});

test("a cap that is the usual one is not written", () => {
  const { definitions } = parseDefinitions(slo(`    solvent/group-by: route`));
  expect(definitions.groups[0]?.cap).toBe(500);
  expect(toOpenSlo(definitions)).not.toContain("group-cap");
});

test.each([
  [`    solvent/group-by: "a b"`, 'must be names of labels separated by commas, such as "route, method", but is "a b"'],
  [`    solvent/group-by: ""`, 'must be names of labels separated by commas, such as "route, method", but is ""'],
  [`    solvent/group-by: "a, b,"`, 'must be names of labels separated by commas, such as "route, method", but is "a, b,"'],
  [`    solvent/group-by: "a, b, a"`, 'names the label "a" twice'],
  [`    solvent/group-by: "a,b,c,d,e,f"`, "names 6 labels, at most 5 are possible"],
])("%s is refused", (annotation, message) => {
  expect(messagesOf(annotation)).toEqual([`error 7 metadata.annotations["solvent/group-by"] ${message}`]);
});

test.each(["0", "501", "1.5", "many", "-1"])("a cap of %s is refused", (cap) => {
  expect(messagesOf(`    solvent/group-by: a\n    solvent/group-cap: "${cap}"`)).toEqual([
    `error 8 metadata.annotations["solvent/group-cap"] must be a whole number from 1 to 500, but is "${cap}"`,
  ]);
});

test("a cap without labels, and adjustments of a group, are refused", () => {
  expect(messagesOf(`    solvent/group-cap: "5"`)).toEqual([
    'error 7 metadata.annotations["solvent/group-cap"] means nothing without solvent/group-by',
  ]);
  const adjustments = `    solvent/group-by: a\n    solvent/adjustments: '[{ from: 2026-03-01T00:00Z, to: 2026-03-01T01:00Z, mode: exclude, category: other, reason: x }]'`;
  expect(messagesOf(adjustments)).toEqual([
    "error 8 solvent/adjustments cannot be given to a group: record adjustments of its service or of single objectives",
  ]);
});

test("the places of labels and cap are known", () => {
  const parsed = parseDefinitions(slo(`    solvent/group-by: a\n    solvent/group-cap: "7"`));
  const at = (part: string) => parsed.locate({ kind: "objective", name: "checkout" }, [part])?.line;
  expect([at("groupBy"), at("cap"), at("targetPercent")]).toEqual([7, 8, 16]);
});
