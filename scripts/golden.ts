import { readFileSync } from "node:fs";
import { type CaseResult, runGolden } from "../packages/domain/test/golden-runner/run-golden.ts";
import { runGoldenApi } from "./golden-api/run-golden-api.ts";

const USAGE = "usage: npm run -s golden -- [--api URL] FILE…";

interface Options {
  /** Address of a running Solvent, or null: the engine itself. */
  readonly api: string | null;
  readonly paths: readonly string[];
}

/** Null when the arguments are not as the usage says. */
function readOptions(args: readonly string[]): Options | null {
  const at = args.indexOf("--api");
  const url = at === -1 ? null : (args[at + 1] ?? "");
  const paths = at === -1 ? args : args.toSpliced(at, 2);
  if (paths.length === 0 || paths.some((path) => path.startsWith("--")) || (url !== null && !URL.canParse(url))) return null;
  return { api: url === null ? null : url.replace(/\/+$/, ""), paths };
}

/**
 * Runs golden files against the engine, or through the API of a Solvent that allows minutes to be stored. Exit code 1 when a case fails
 * or a file cannot be run.
 */
async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) {
    console.error(USAGE);
    return 1;
  }
  const results = [];
  for (const path of options.paths) results.push(await runFile(path, options.api));
  const cases = results.flatMap((result) => result ?? []);
  const count = (outcome: CaseResult["outcome"]): number => cases.filter((one) => one.outcome === outcome).length;
  const [passed, failed, skipped] = [count("passed"), count("failed"), count("left out")];
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return failed > 0 || results.includes(null) ? 1 : 0;
}

/** Results of one file, printed; null when it cannot be run. */
async function runFile(path: string, api: string | null): Promise<readonly CaseResult[] | null> {
  try {
    const text = readFileSync(path, "utf8");
    const results = api === null ? runGolden(text) : await runGoldenApi(text, api);
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

process.exitCode = await main(process.argv.slice(2));
