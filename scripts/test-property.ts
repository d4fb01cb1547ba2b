import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The property tests of the arithmetic with many times as many random series as in `npm test`: `npm run test:property`.
 * Closes with the number of series that were tried; exit code 1 when a property fails or there were fewer than 10 000.
 */
const FACTOR = "4";
const LEAST_SERIES = 10_000;
const LONGEST_TEST_MS = String(20 * 60_000);

function main(): number {
  const folder = mkdtempSync(join(tmpdir(), "solvent-property-"));
  const countsFile = join(folder, "series");
  try {
    const { status } = spawnSync(
      process.execPath,
      ["node_modules/vitest/vitest.mjs", "run", "--project", "domain", "--testTimeout", LONGEST_TEST_MS, "packages/domain/test/properties"],
      { stdio: "inherit", env: { ...process.env, SOLVENT_PROPERTY_FACTOR: FACTOR, SOLVENT_PROPERTY_COUNTS: countsFile } },
    );
    const series = countSeries(countsFile);
    console.log(`${series} series against the naive implementations`);
    return status === 0 && series >= LEAST_SERIES ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Sum of the lines that the properties left, one each. */
function countSeries(path: string): number {
  if (!existsSync(path)) return 0;
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.reduce((sum, line) => sum + Number(line), 0);
}

process.exitCode = main();
