import { expect, test } from "vitest";
import { parseDefinitions, toOpenSlo } from "../src/index.ts";

const slo = (annotation: string, { method = "RatioTimeslices", spec = "", target = "timeSliceWindow: 5m" } = {}) => `
apiVersion: openslo/v1
kind: SLO
metadata:
  name: shopping
  annotations:
    solvent/composite: '${annotation}'
spec:
  service: shop
${spec}
  timeWindow: [{ duration: 28d, isRolling: true }]
  budgetingMethod: ${method}
  objectives: [{ targetPercent: 99.5, ${target} }]
`;

const messagesOf = (text: string) =>
  parseDefinitions(text).diagnostics.map(({ severity, line, column, message }) => `${severity} ${line}:${column} ${message}`);

test("what an SLO is put together from is in its annotation, weights exactly as written", () => {
  const { definitions, diagnostics } = parseDefinitions(
    slo('{"how": "weighted", "parts": [{"objective": "a", "weight": 2.50}, {"objective": "b", "weight": "0.1"}, {"objective": "c"}]}'),
  );
  expect(diagnostics).toEqual([]);
  expect(definitions.objectives[0]?.indicator).toEqual({
    kind: "composite",
    how: "weighted",
    parts: [
      { objective: "a", weight: "2.50" },
      { objective: "b", weight: "0.1" },
      { objective: "c", weight: "1" },
    ],
  });
  const written = toOpenSlo(definitions);
  expect(written).toContain("indicatorRef: shopping");
  expect(parseDefinitions(written)).toMatchObject({ definitions, diagnostics: [] });
});

test.each([
  [
    '{"how": "mean", "parts": [{"objective": "a"}]}',
    {},
    /^error 7:33 solvent\/composite: how must be one of weighted, min, product, allSlices/,
  ],
  ['{"how": "min", "parts": []}', {}, /^error 7:\d+ solvent\/composite: parts must name at least one objective/],
  [
    '{"how": "min", "parts": [{"objective": "a"}, {"objective": "a"}]}',
    {},
    /^error 7:\d+ solvent\/composite: parts\[1\]\.objective names "a" twice$/,
  ],
  ['{"how": "min", "parts": [{"objective": "a", "weight": 2}]}', {}, /parts\[0\]\.weight counts only for weighted: leave it out for min$/],
  ['{"how": "weighted", "parts": [{"objective": "a", "weight": -1}]}', {}, /parts\[0\]\.weight must be a decimal number above 0/],
  ['{"how": "weighted", "parts": [{"objective": "a", "weight": 0}]}', {}, /parts\[0\]\.weight must be above 0$/],
  ['{"how": "min", "parts": [{"objective": "A"}]}', {}, /parts\[0\]\.objective must be the name of an objective/],
  ["[]", {}, /^error 7:\d+ solvent\/composite/],
  [
    '{"how": "allSlices", "parts": [{"objective": "a"}]}',
    {},
    /^error 12:20 spec\.budgetingMethod must be Timeslices for a composite put together by allSlices$/,
  ],
  [
    '{"how": "min", "parts": [{"objective": "a"}]}',
    { method: "Occurrences", target: "op: lt" },
    /^error 13:\d+ spec\.objectives\[0\]\.op is for a thresholdMetric, but a composite compares nothing$/,
  ],
  [
    '{"how": "min", "parts": [{"objective": "a"}]}',
    { spec: "  indicatorRef: other" },
    /^error 10:\d+ spec\.indicatorRef of a composite must be its own name, "shopping", or be left out$/,
  ],
  [
    '{"how": "min", "parts": [{"objective": "a"}]}',
    { spec: "  indicator: { spec: {} }" },
    /^error 10:\d+ spec\.indicator: a composite has no indicator of its own/,
  ],
] as const)("%s is refused at its place", (annotation, options, message) => {
  expect(messagesOf(slo(annotation, options)).join("\n")).toMatch(new RegExp(message.source, "m"));
});
