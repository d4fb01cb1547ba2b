import { readFileSync } from "node:fs";
import { type CaseResult, runGolden } from "../packages/domain/test/golden-runner/run-golden.ts";

/** Runs golden files against the engine: `npm run -s golden -- FILE…`. Exit code 1 when a case fails or a file cannot be run. */
function main(paths: readonly string[]): number {
  if (paths.length === 0) {
    console.error("usage: npm run -s golden -- FILE…");
    return 1;
  }
  const results = paths.map(runFile);
  const cases = results.flatMap((result) => result ?? []);
  const count = (outcome: CaseResult["outcome"]): number => cases.filter((one) => one.outcome === outcome).length;
  const [passed, failed, skipped] = [count("passed"), count("failed"), count("left out")];
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return failed > 0 || results.includes(null) ? 1 : 0;
}

/** Results of one file, printed; null when it cannot be run. */
function runFile(path: string): readonly CaseResult[] | null {
  try {
    const results = runGolden(readFileSync(path, "utf8"));
    for (const { id, outcome, details } of results) {
      if (outcome === "left out") console.log(`left out: ${id} (${details.join("; ")})`);
      if (outcome === "failed") console.log(`failed: ${id} in ${path}\n  ${details.join("\n  ")}`);
    }
    return results;
  } catch (error) {
    console.error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

process.exitCode = main(process.argv.slice(2));
