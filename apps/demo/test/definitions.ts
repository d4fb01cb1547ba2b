import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ObjectiveTerms, objectiveTerms } from "@solvent/domain";
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

/** The objectives of the definitions file. It has one shape throughout, so that reading it needs no YAML. */
export function definedObjectives(): readonly DefinedObjective[] {
  const documents = readFileSync(DEFINITIONS_FILE, "utf8").split(/^---$/m);
  return documents
    .filter((text) => /^kind: SLO$/m.test(text))
    .map((text) => ({
      name: one(/^metadata: \{ name: ([a-z0-9-]+),/m, text),
      service: one(/^ {2}service: ([a-z-]+)$/m, text) as Service,
      terms: objectiveTerms(one(/targetPercent: ([\d.]+)/, text), 1440 * Number(one(/duration: (\d+)d/, text))),
      numerator: /^ +bad: /m.test(text) ? "bad" : "good",
      part: one(/^ +(?:good|bad): .*query: '([^']+)'/m, text),
      total: one(/^ +total: .*query: '([^']+)'/m, text),
    }));
}
