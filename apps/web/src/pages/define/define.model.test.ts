import type { ApplyResult, CheckedObjective, Diagnostic } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { hasErrors, sortDiagnostics, toCheckedView, toMarkers, verdictText } from "./define.model.ts";
import { withDocument } from "./starter.ts";

const at = (line: number, column: number, extra: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  message: "wrong",
  path: "spec",
  line,
  column,
  endLine: line,
  endColumn: column + 2,
  ...extra,
});

test("lines and columns from 1 become offsets from 0", () => {
  expect(toMarkers("ab\ncdef\n", [at(2, 3)])).toEqual([{ from: 5, to: 7, severity: "error", message: "wrong" }]);
});

test("a place that the text no longer has is moved into the text", () => {
  expect(toMarkers("ab", [at(9, 9)])).toMatchObject([{ from: 2, to: 2 }]);
  expect(toMarkers("", [at(0, 0, { endLine: -1, endColumn: -1 })])).toMatchObject([{ from: 0, to: 0 }]);
});

test("errors are listed before warnings, each by place", () => {
  const sorted = sortDiagnostics([at(1, 1, { severity: "warning" }), at(9, 1), at(2, 4), at(2, 1)]);
  expect(sorted.map((d) => `${d.severity} ${d.line}:${d.column}`)).toEqual(["error 2:1", "error 2:4", "error 9:1", "warning 1:1"]);
  expect(hasErrors([at(1, 1, { severity: "warning" })])).toBe(false);
});

const result = (parts: Partial<ApplyResult>): ApplyResult => ({ dryRun: true, diagnostics: [], changes: [], ...parts });
const change = (action: "create" | "update" | "unchanged"): ApplyResult["changes"][number] => ({
  kind: "SLO",
  name: "a",
  action,
  changes: [],
  group: false,
  newStream: false,
});

test.each([
  [result({ diagnostics: [at(1, 1), at(2, 1)] }), "2 errors: nothing can be saved yet"],
  [result({ changes: [change("unchanged")] }), "Nothing differs from what is stored"],
  [result({ changes: [change("create"), change("create"), change("update")] }), "Saving would create 2 and update 1"],
  [result({ dryRun: false, changes: [change("update")] }), "Saved: updated 1"],
])("the verdict of %j", (given, expected) => {
  expect(verdictText(given)).toBe(expected);
});

const checked: CheckedObjective = {
  name: "checkout",
  displayName: null,
  source: "prom",
  groups: null,
  targetPercent: "99.9",
  window: { kind: "rolling", minutes: 40_320 },
  windowMinutes: 40_320,
  method: "occurrences",
  probe: { seriesFound: 6, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] },
  failure: null,
  lastDay: {
    from: "2026-11-23T18:00Z",
    to: "2026-11-24T18:00Z",
    good: 99_950,
    total: 100_000,
    bad: 50,
    unit: "events",
    sliBad: { exact: "50/1", value: 50 },
    sliMass: { exact: "100000/1", value: 100_000 },
    sli: { exact: "9995/10000", value: 0.9995 },
    met: true,
    coverage: { minutes: 1440, counted: 1430, missing: 10, excluded: 0, noTraffic: 0 },
    hours: [
      { good: 90, total: 100, known: 60 },
      { good: 0, total: 0, known: 0 },
    ],
  },
  lastDayReason: null,
  backfill: { minutes: 40_320, requests: 28, estimatedSeconds: 42.2 },
};

test("a check says what was found, how it is counted, and what saving will read", () => {
  const view = toCheckedView(checked);
  expect(view.verdict).toEqual({ text: "Met in the last 24\u202fh", tone: "left" });
  expect(view.figures.map((f) => f.value)).toEqual(["99.95\u202f%", "99\u202f950", "100\u202f000", "50", "99.3\u202f%"]);
  expect(view.facts).toEqual([
    "6 series found, a sample every 15\u202fs",
    "Counted from raw samples: exact",
    "Saving reads 28\u202fd of history in 28 requests, about 43\u202fs",
  ]);
});

test("an hour without a known minute is unknown, not empty", () => {
  expect(toCheckedView(checked).hours).toEqual([
    { hour: 0, good: 90, bad: 10, unknown: false, over: true },
    { hour: 1, good: 0, bad: 0, unknown: true, over: false },
  ]);
});

test("a failure is shown in the source's words with its place in the text", () => {
  const view = toCheckedView({
    ...checked,
    probe: null,
    lastDay: null,
    backfill: null,
    failure: { class: "query-failed", message: "parse error: unexpected }", line: 23, column: 17 },
  });
  expect(view.verdict.tone).toBe("spent");
  expect(view.failure).toEqual({ text: "query-failed: parse error: unexpected }", place: "23:17" });
});

test("a query without series is not called met", () => {
  const probe = { seriesFound: 0, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: null, warnings: [] };
  expect(toCheckedView({ ...checked, probe, lastDay: null }).verdict.text).toBe("The query matches no series");
});

test("of a group the check says how many there are, and what its cap leaves out; a composite reads from no source", () => {
  const view = toCheckedView({ ...checked, groups: { found: 14, leftOut: 1 } });
  expect(view.facts[0]).toBe("14 combinations of labels found: 13 objectives. The figures are of all of them together");
  expect(view.warnings[0]).toBe("1 combination of labels is left out, beyond the cap");
  expect(toCheckedView({ ...checked, source: null }).promise).toContain(", composite");
});

test("a document is added after what stands in the text", () => {
  expect(withDocument("a: 1\n\n", "b: 2\n")).toBe("a: 1\n---\nb: 2\n");
  expect(withDocument(" ", "b: 2\n")).toBe("b: 2\n");
});

test("a composite whose day is not known says of which part, and claims nothing", () => {
  const lastDayReason = 'of its part "cart" nothing is known yet';
  const view = toCheckedView({ ...checked, source: null, probe: null, backfill: null, lastDay: null, lastDayReason });
  expect(view.verdict).toEqual({ text: "The last 24\u202fh are not known", tone: "unknown" });
  expect(view.warnings).toEqual([`The last 24\u202fh cannot be worked out: ${lastDayReason}`]);
  expect([view.figures, view.hours]).toEqual([[], []]);
});

test("the hours of a composite count slices", () => {
  expect([toCheckedView(checked).counted, toCheckedView({ ...checked, source: null }).counted]).toEqual(["Requests", "Slices"]);
});
