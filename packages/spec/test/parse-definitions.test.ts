import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DefinitionRef, formatDiagnostic, type ParsedText, type Path, parseDefinitions } from "../src/index.ts";

const SHARED = `apiVersion: openslo/v1
kind: SLI
metadata: {name: requests}
spec:
  ratioMetric:
    counter: true
    bad: {metricSource: {metricSourceRef: main, spec: {query: 'errors{a="b"}'}}}
    total:
      metricSource:
        metricSourceRef: main
        type: Prometheus
        spec:
          query: |
            sum(
              all{a="§"}
            )
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: checkout, labels: {tier: gold}}
spec:
  service: checkout
  indicatorRef: requests
  timeWindow: [{duration: 30d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.99}]
---
apiVersion: openslo/v1
kind: DataSource
metadata: {name: other}
spec:
  type: prometheus
  connectionDetails:
    url: http://127.0.0.1
---
apiVersion: openslo/v1
kind: Service
metadata:
  name: checkout
  annotations: {solvent/team: payments}
spec: {}
`;

const THRESHOLD = `thresholdMetric:
    metricSource: {metricSourceRef: prometheus-main, spec: {query: queue_length}}
---`;

const OBJECTIVE: DefinitionRef = { kind: "objective", name: "checkout" };

/** The text that a place underlines. */
function underlined(text: string, parsed: ParsedText, at: { of: DefinitionRef; path: Path; offset?: number }): string | undefined {
  const place = parsed.locate(at.of, at.path, at.offset);
  return place === null ? undefined : text.split("\n")[place.line - 1]?.slice(place.column - 1, place.endColumn - 1);
}

describe("the place of a part of a definition", () => {
  const parsed = parseDefinitions(SHARED, { fileName: "shared.yaml" });

  test.each<[string, Path, string]>([
    ["its name", ["name"], "checkout"],
    ["a label", ["labels", "tier"], "gold"],
    ["its target", ["targetPercent"], "0.99"],
    ["its window", ["window", "minutes"], "30d"],
    ["its method", ["method"], "Occurrences"],
    ["its service", ["service"], "checkout"],
    ["a query of a shared indicator", ["indicator", "part", "spec", "query"], `'errors{a="b"}'`],
    ["the data source of a query", ["indicator", "total", "source"], "main"],
    ["a field that a query lacks", ["indicator", "total", "spec", "threshold"], "spec"],
    ["the numerator", ["indicator", "numerator"], "bad"],
    ["whether it counts", ["indicator", "counter"], "true"],
    ["a description that is not written", ["description"], "spec"],
    ["the whole", [], "apiVersion"],
  ])("of an objective: %s", (_name, path, expected) => {
    expect(underlined(SHARED, parsed, { of: OBJECTIVE, path })).toBe(expected);
  });

  test.each<[string, Path, string]>([
    ["the zone of its calendar", ["window", "zone"], "Europe/Paris"],
    ["where its periods begin", ["window", "weekStart"], "2026-01-05 00:00:00"],
    ["the unit of its calendar", ["window", "unit"], "1w"],
    ["the length of its slices", ["slices", "minutes"], "5m"],
    ["the target of its slices", ["slices", "targetPercent"], "0.95"],
    ["what a missing minute means", ["slices", "missing"], "bad"],
    ["what no traffic means, which is not written", ["slices", "noTraffic"], "annotations"],
    ["its beginning", ["sloStart"], "2026-01-01T00:00Z"],
  ])("of an objective with slices and a calendar: %s", (_name, path, expected) => {
    const text = SHARED.replace("labels: {tier: gold}", "annotations: {solvent/missing: bad, solvent/slo-start: 2026-01-01T00:00Z}")
      .replace("{duration: 30d, isRolling: true}", "{duration: 1w, calendar: {startTime: 2026-01-05 00:00:00, timeZone: Europe/Paris}}")
      .replace("Occurrences", "Timeslices")
      .replace("target: 0.99", "target: 0.99, timeSliceTarget: 0.95, timeSliceWindow: 5m");
    const sliced = parseDefinitions(text);
    expect(sliced.diagnostics).toEqual([]);
    expect(underlined(text, sliced, { of: OBJECTIVE, path })).toBe(expected);
  });

  test.each<[string, (string | number)[], string]>([
    ["the metric's source", ["indicator", "metric", "source"], "prometheus-main"],
    ["its query", ["indicator", "metric", "spec", "query"], "queue_length"],
    ["the operator", ["indicator", "operator"], "lte"],
    ["the limit", ["indicator", "value"], "100.50"],
    ["what is compared", ["indicator", "of"], "age"],
  ])("of an objective with a limit: %s", (_name, path, expected) => {
    const text = SHARED.replace(/ratioMetric:.*?\n---/s, THRESHOLD)
      .replace("labels: {tier: gold}", "annotations: {solvent/threshold-of: age}")
      .replace("target: 0.99", "target: 0.99, op: lte, value: 100.50");
    const compared = parseDefinitions(text);
    expect(compared.diagnostics).toEqual([]);
    expect(underlined(text, compared, { of: OBJECTIVE, path })).toBe(expected);
  });

  test("inside a query is the character that is meant", () => {
    const indicator = parsed.definitions.objectives[0]?.indicator;
    const query = indicator?.kind === "ratio" ? indicator.total.spec.query : null;
    const offset = String(query).indexOf("§");
    expect(underlined(SHARED, parsed, { of: OBJECTIVE, path: ["indicator", "total", "spec", "query"], offset })).toBe("§");
    expect(parsed.locate(OBJECTIVE, ["indicator", "total", "spec", "query"], offset)).toMatchObject({
      fileName: "shared.yaml",
      path: "spec.ratioMetric.total.metricSource.spec.query",
      line: 15,
      documentIndex: 0,
    });
  });

  test("of a data source and a service", () => {
    expect(underlined(SHARED, parsed, { of: { kind: "source", name: "other" }, path: ["connection", "url"] })).toBe("http://127.0.0.1");
    expect(underlined(SHARED, parsed, { of: { kind: "source", name: "other" }, path: ["kind"] })).toBe("prometheus");
    expect(underlined(SHARED, parsed, { of: { kind: "service", name: "checkout" }, path: ["team"] })).toBe("payments");
  });

  test("of a definition that is not in the text is unknown", () => {
    expect(parsed.locate({ kind: "service", name: "slots" }, ["name"])).toBeNull();
  });
});

test("a window that is no whole number of days is read only where that is asked for", () => {
  const text = SHARED.replace("30d", "90m");
  expect(parseDefinitions(text).diagnostics.map(({ path, message }) => [path, message])).toEqual([
    ["spec.timeWindow[0].duration", 'spec.timeWindow[0].duration must be 1 to 366 days, but is "90m"'],
  ]);
  const { definitions, diagnostics } = parseDefinitions(text, { anyWindow: true });
  expect([definitions.objectives[0]?.window, diagnostics]).toEqual([{ kind: "rolling", minutes: 90 }, []]);
});

describe("what the text says of data sources elsewhere", () => {
  test("is handed on to be compared with what is stored", () => {
    expect(parseDefinitions(SHARED).declaredKinds).toMatchObject([
      { source: "main", kind: "prometheus", place: { line: 11, documentIndex: 0 } },
    ]);
  });
});

describe("several documents", () => {
  test("keep what is right beside what is wrong", () => {
    const { definitions, diagnostics } = parseDefinitions(SHARED.replace("kind: DataSource", "kind: DataSauce"));
    expect(definitions.services.map((service) => service.name)).toEqual(["checkout"]);
    expect(definitions.objectives.map((objective) => objective.name)).toEqual(["checkout"]);
    expect(definitions.sources).toEqual([]);
    expect(diagnostics.map((d) => d.documentIndex)).toEqual([2]);
  });

  test("of the same name count once, the first", () => {
    const service = (label: string): string =>
      `apiVersion: openslo/v1\nkind: Service\nmetadata: {name: a, displayName: ${label}}\nspec: {}\n`;
    const { definitions, diagnostics } = parseDefinitions(`${service("one")}---\n${service("two")}`);
    expect(definitions.services.map((one) => one.displayName)).toEqual(["one"]);
    expect(diagnostics.map((d) => d.message)).toEqual(['Service "a" on line 8 is already defined on line 3']);
  });

  test("may have the same name when they are of different kinds", () => {
    expect(parseDefinitions(SHARED).diagnostics).toEqual([]);
  });

  test("are not blamed for a reference into a document that could not be read", () => {
    const { diagnostics } = parseDefinitions(SHARED.replace("    counter: true", "    counter: [true"));
    expect(new Set(diagnostics.map((d) => d.code))).toEqual(new Set(["bad-yaml"]));
  });

  test("are not called unused when the document that uses them could not be read", () => {
    const { diagnostics } = parseDefinitions(SHARED.replace("timeWindow: [", "timeWindow: [{"));
    expect(new Set(diagnostics.map((d) => d.code))).toEqual(new Set(["bad-yaml"]));
  });
});

test("a diagnostic is printed as editors and terminals link it", () => {
  const [diagnostic] = parseDefinitions("a: 1\n", { fileName: "slo.yaml" }).diagnostics;
  expect(diagnostic && formatDiagnostic(diagnostic)).toMatch(/^slo\.yaml:1:1: error: not a definition/);
});

test("Windows line ends change neither meaning nor places", () => {
  const windows = parseDefinitions(SHARED.replaceAll("\n", "\r\n"));
  const unix = parseDefinitions(SHARED);
  expect(windows.definitions).toEqual(unix.definitions);
  expect(windows.locate(OBJECTIVE, ["targetPercent"])).toEqual(unix.locate(OBJECTIVE, ["targetPercent"]));
});

describe("damaged texts", { timeout: 60_000 }, () => {
  const folder = fileURLToPath(new URL("../fixtures/openslo/", import.meta.url));
  const files = ["in", "invalid"].flatMap((sub) =>
    readdirSync(folder + sub)
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => readFileSync(`${folder}${sub}/${file}`, "utf8")),
  );
  const pieces = [
    "\t",
    "\n",
    "  ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "|",
    ">",
    "&a ",
    "*a",
    "!x ",
    "---\n",
    "%",
    "#",
    "\0",
    "\ud800",
    "💥",
    "__proto__: 1",
    "<<: 1",
  ];
  const edit = fc.record({ at: fc.nat(), cut: fc.nat(40), put: fc.constantFrom("", ...pieces) });
  const damage = (text: string, edits: readonly { at: number; cut: number; put: string }[]): string =>
    edits.reduce((now, { at, cut, put }) => {
      const start = at % (now.length + 1);
      return now.slice(0, start) + put + now.slice(start + cut);
    }, text);

  test("never throw, and every place is inside the text", () => {
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(edit, { minLength: 1, maxLength: 6 }), (file, edits) => {
        const text = damage(file, edits);
        const lines = text.split("\n");
        const { diagnostics, definitions, locate } = parseDefinitions(text);
        for (const d of diagnostics) {
          expect(d.line).toBeLessThanOrEqual(lines.length);
          expect(d.column).toBeLessThanOrEqual((lines[d.line - 1]?.length ?? 0) + 2);
          expect(d.endLine * 1e6 + d.endColumn).toBeGreaterThanOrEqual(d.line * 1e6 + d.column);
          expect(d.message).not.toBe("");
        }
        for (const { name } of definitions.objectives)
          expect(locate({ kind: "objective", name }, ["indicator", "part", "spec", "query"], 3)).not.toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  test("never throw, even when they are any characters at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(() => parseDefinitions(text)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});
