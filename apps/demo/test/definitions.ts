import { readFileSync } from "node:fs";
import { join } from "node:path";
import { definitionTerms, type ObjectiveTerms, type ObjectiveWindow, type SliceLength, type SliceSettings } from "@solvent/domain";
import type { Service } from "../src/model/catalogue.ts";

export const DEFINITIONS_FILE = join(import.meta.dirname, "../definitions/company.yaml");

export interface DefinedObjective {
  readonly name: string;
  readonly service: Service;
  readonly terms: ObjectiveTerms;
  /** What `part` counts. */
  readonly numerator: "good" | "bad";
  readonly part: string;
  readonly total: string;
}

const one = (pattern: RegExp, text: string): string => {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`no ${pattern} in ${text}`);
  return found;
};

const windowOf = (text: string): ObjectiveWindow =>
  /isRolling: true/.test(text)
    ? { kind: "rolling", minutes: 1440 * Number(one(/duration: (\d+)d/, text)) }
    : { kind: "calendar", unit: "month", zone: one(/duration: 1M, .*timeZone: ([\w/]+)/, text), weekStart: "monday" };

/** Fractions in the file have at most two digits. */
function slicesOf(text: string): SliceSettings | null {
  if (/^ {2}budgetingMethod: Occurrences$/m.test(text)) return null;
  const minutes = Number(one(/timeSliceWindow: (\d+)m/, text)) as SliceLength;
  return { minutes, targetPercent: String(Number(one(/timeSliceTarget: 0\.(\d\d)/, text))), noTraffic: "good", missing: "exclude" };
}

function termsOf(text: string): ObjectiveTerms {
  const slices = slicesOf(text);
  const method = slices === null ? "occurrences" : "timeslices";
  return definitionTerms({ targetPercent: one(/targetPercent: ([\d.]+)/, text), window: windowOf(text), method, slices, sloStart: null });
}

/** The objectives of the definitions file. It has one shape throughout, so that reading it needs no YAML. */
export function definedObjectives(): readonly DefinedObjective[] {
  const documents = readFileSync(DEFINITIONS_FILE, "utf8").split(/^---$/m);
  return documents
    .filter((text) => /^kind: SLO$/m.test(text))
    .map((text) => ({
      name: one(/^metadata: \{ name: ([a-z0-9-]+),/m, text),
      service: one(/^ {2}service: ([a-z-]+)$/m, text) as Service,
      terms: termsOf(text),
      numerator: /^ +bad: /m.test(text) ? "bad" : "good",
      part: one(/^ +(?:good|bad): .*query: '([^']+)'/m, text),
      total: one(/^ +total: .*query: '([^']+)'/m, text),
    }));
}
