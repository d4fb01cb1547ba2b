import { appendFileSync } from "node:fs";
import fc from "fast-check";
import { vi } from "vitest";

/** How many times as many series as usual are tried; `npm run test:property` sets it. */
const FACTOR = Number(process.env.SOLVENT_PROPERTY_FACTOR ?? "1");
const USUAL_TIMEOUT_MS = 30_000;
vi.setConfig({ testTimeout: USUAL_TIMEOUT_MS * FACTOR });
/** Where the series that were tried are counted, a line per property. */
const COUNTS_FILE = process.env.SOLVENT_PROPERTY_COUNTS;

/** Checks a property with `usual` random series, or many times as many, and counts them. */
export function checkSeries<Values>(property: fc.IProperty<Values>, usual: number): void {
  const numRuns = Math.ceil(usual * FACTOR);
  fc.assert(property, { numRuns });
  if (COUNTS_FILE !== undefined) appendFileSync(COUNTS_FILE, `${numRuns}\n`);
}
