import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type CaseResult, runGolden } from "./golden-runner/run-golden.ts";

const OWN = fileURLToPath(new URL("./golden/", import.meta.url));
const SHARED = fileURLToPath(new URL("../../../../shared/golden/", import.meta.url));

const ANSWERED = [
  "alert_factors",
  "alert_transitions",
  "burn_rates",
  "counters",
  "forecast",
  "latency_buckets",
  "low_traffic",
  "occurrences",
  "precision",
];

/** Cases of questions that the engine does not answer yet. A case may leave this list only together with the code that answers it. */
const LEFT_OUT = ["al-ts-01", "al-ts-02", "al-ts-04", "al-ts-05", "fc-08", "fc-09", "fc-11", "fc-10"];

const runFile = (path: string): readonly CaseResult[] => runGolden(readFileSync(path, "utf8"));
const idsOf = (results: readonly CaseResult[], outcome: CaseResult["outcome"]): string[] =>
  results.filter((result) => result.outcome === outcome).map(({ id }) => id);

describe("golden vectors", () => {
  test.each(ANSWERED)("every answered case of %s has exactly the expected figures", (topic) => {
    const results = runFile(`${OWN}${topic}.json`);
    expect(results.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(idsOf(results, "passed").length).toBeGreaterThan(0);
  });

  test("the files in this repository are the ones that are run, and only slice methods and calendar windows are left out", () => {
    expect(readdirSync(OWN).sort()).toEqual(ANSWERED.map((topic) => `${topic}.json`));
    expect(ANSWERED.flatMap((topic) => idsOf(runFile(`${OWN}${topic}.json`), "left out"))).toEqual(LEFT_OUT);
  });

  test("all 96 cases of the answered topics are accounted for, each once", () => {
    const results = ANSWERED.flatMap((topic) => runFile(`${OWN}${topic}.json`));
    expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
    expect(results.length).toBe(96);
    expect(idsOf(results, "passed").length).toBe(96 - LEFT_OUT.length);
  });
});

describe.runIf(existsSync(SHARED))("the shared golden vectors", () => {
  const files = existsSync(SHARED) ? readdirSync(SHARED).filter((name) => name.endsWith(".json")) : [];

  test.each(files)("no case of %s fails", (file) => {
    expect(runFile(`${SHARED}${file}`).filter(({ outcome }) => outcome === "failed")).toEqual([]);
  });

  test.each(ANSWERED)("the copy of %s in this repository is the shared one", (topic) => {
    expect(readFileSync(`${OWN}${topic}.json`, "utf8")).toBe(readFileSync(`${SHARED}${topic}.json`, "utf8"));
  });

  test("of missing_adjustments_late only the case with time slices is left out", () => {
    expect(idsOf(runFile(`${SHARED}missing_adjustments_late.json`), "left out")).toEqual(["adj-07"]);
  });
});
