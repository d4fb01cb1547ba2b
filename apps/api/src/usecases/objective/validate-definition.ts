import type { FieldProblem } from "@solvent/api-contract";
import type { ObjectiveDefinition } from "@solvent/domain";
import type { Diagnostic } from "@solvent/spec";
import type { ReadText } from "../definitions/definition-reader.ts";
import { diffDefinitions } from "./diff-definitions.ts";

export interface ValidateDefinitionDeps {
  readonly read: (text: string) => Promise<ReadText>;
  readonly toOpenSlo: (definition: ObjectiveDefinition) => string;
}

/** Where the fields of an OpenSLO document come from, the longer path before the shorter one. */
const FIELD_OF_PATH: readonly (readonly [openslo: RegExp, field: string])[] = [
  [/^spec\.indicator\.spec\.ratioMetric\.(?:good|bad)\.metricSource\.metricSourceRef/, "indicator.part.source"],
  [/^spec\.indicator\.spec\.ratioMetric\.(?:good|bad)\.metricSource\.spec/, "indicator.part.spec"],
  [/^spec\.indicator\.spec\.ratioMetric\.total\.metricSource\.metricSourceRef/, "indicator.total.source"],
  [/^spec\.indicator\.spec\.ratioMetric\.total\.metricSource\.spec/, "indicator.total.spec"],
  [/^spec\.indicator\.spec\.ratioMetric/, "indicator"],
  [/^spec\.objectives\[0\]\.targetPercent/, "targetPercent"],
  [/^spec\.timeWindow.*/, "windowDays"],
  [/^metadata\.|^spec\./, ""],
];

function toField({ path, message }: Diagnostic): FieldProblem {
  const found = FIELD_OF_PATH.find(([openslo]) => openslo.test(path));
  return { path: found === undefined ? path : path.replace(found[0], found[1]), message };
}

/**
 * Problems of a definition that did not come as a text. It is written as OpenSLO and read back, so the rules are those of texts,
 * and whatever is accepted can be exported and applied again without a difference.
 */
export async function validateDefinition(deps: ValidateDefinitionDeps, definition: ObjectiveDefinition): Promise<FieldProblem[]> {
  const { definitions, diagnostics } = await deps.read(deps.toOpenSlo(definition));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return errors.map(toField);
  const [readBack] = definitions.objectives;
  const lost = readBack === undefined ? [{ path: "name" }] : diffDefinitions(definition, readBack);
  return lost.map(({ path }) => ({ path, message: "cannot be written as OpenSLO without a change" }));
}
