import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type CaseResult, runGolden } from "./golden-runner/run-golden.ts";

const OWN = fileURLToPath(new URL("./golden/", import.meta.url));
const SHARED = fileURLToPath(new URL("../../../../shared/golden/", import.meta.url));

/** Every topic of the golden format, with its number of cases. */
const CASES = {
  alert_factors: 22,
  alert_transitions: 15,
  burn_rates: 9,
  calendar_bounds: 11,
  calendar_budgets: 6,
  composite: 6,
  counters: 13,
  episodes: 6,
  forecast: 10,
  latency_buckets: 5,
  low_traffic: 9,
  missing_adjustments_late: 15,
  occurrences: 8,
  precision: 5,
  target_suggestion: 6,
  timeslices: 13,
} as const;
const TOPICS = Object.keys(CASES) as (keyof typeof CASES)[];

const runFile = (path: string): readonly CaseResult[] => runGolden(readFileSync(path, "utf8"));

describe("golden vectors", () => {
  test.each(TOPICS)("every case of %s has exactly the expected figures", (topic) => {
    const results = runFile(`${OWN}${topic}.json`);
    expect(results.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(results.length).toBe(CASES[topic]);
  });

  test("the files in this repository are the ones that are run, each case once", () => {
    expect(readdirSync(OWN).sort()).toEqual(TOPICS.map((topic) => `${topic}.json`));
    const ids = TOPICS.flatMap((topic) => runFile(`${OWN}${topic}.json`)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(159);
  });
});

describe.runIf(existsSync(SHARED))("the shared golden vectors", () => {
  const files = existsSync(SHARED) ? readdirSync(SHARED).filter((name) => name.endsWith(".json")) : [];

  test.each(files)("every case of %s passes", (file) => {
    expect(runFile(`${SHARED}${file}`).filter(({ outcome }) => outcome !== "passed")).toEqual([]);
  });

  test.each(TOPICS)("the copy of %s in this repository is the shared one", (topic) => {
    expect(readFileSync(`${OWN}${topic}.json`, "utf8")).toBe(readFileSync(`${SHARED}${topic}.json`, "utf8"));
  });
});
