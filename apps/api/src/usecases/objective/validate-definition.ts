import type { FieldProblem } from "@solvent/api-contract";
import { compositeProblems, type ObjectiveDefinition } from "@solvent/domain";
import type { Diagnostic } from "@solvent/spec";
import { formatFieldPath } from "../../errors/field-problems.ts";
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
  [/^spec\.indicator\.spec\.thresholdMetric\.metricSource\.metricSourceRef/, "indicator.metric.source"],
  [/^spec\.indicator\.spec\.thresholdMetric\.metricSource\.spec/, "indicator.metric.spec"],
  [/^spec\.indicator\.spec\.thresholdMetric/, "indicator.metric"],
  [/^metadata\.annotations\["solvent\/composite"\]/, "indicator"],
  [/^spec\.objectives\[0\]\.op/, "indicator.operator"],
  [/^spec\.objectives\[0\]\.value/, "indicator.value"],
  [/^metadata\.annotations\["solvent\/threshold-of"\]/, "indicator.of"],
  [/^spec\.objectives\[0\]\.targetPercent/, "targetPercent"],
  [/^spec\.objectives\[0\]\.timeSliceTarget/, "slices.targetPercent"],
  [/^spec\.objectives\[0\]\.timeSliceWindow/, "slices.minutes"],
  [/^spec\.alertPolicies/, "alertPolicies"],
  [/^spec\.budgetingMethod/, "method"],
  [/^spec\.timeWindow\[0\]\.calendar\.timeZone/, "window.zone"],
  [/^spec\.timeWindow\[0\]\.calendar\.startTime/, "window.weekStart"],
  [/^spec\.timeWindow\[0\]\.duration/, "window.minutes"],
  [/^spec\.timeWindow.*/, "window"],
  [/^metadata\.annotations\["solvent\/no-traffic"\]/, "slices.noTraffic"],
  [/^metadata\.annotations\["solvent\/missing"\]/, "slices.missing"],
  [/^metadata\.annotations\["solvent\/slo-start"\]/, "sloStart"],
  [/^metadata\.|^spec\./, ""],
];

/** A message that begins with the place in the text says the field instead, which is what was sent. */
export function toField({ path, message }: Diagnostic): FieldProblem {
  const found = FIELD_OF_PATH.find(([openslo]) => openslo.test(path));
  const field = found === undefined ? path : path.replace(found[0], found[1]);
  return { path: field, message: message.startsWith(`${path} `) ? `${field}${message.slice(path.length)}` : message };
}

/** Slices are there exactly when the method judges them, and have a target exactly when it compares with one. */
export function findSliceProblem({ method, slices }: Pick<ObjectiveDefinition, "method" | "slices">): FieldProblem | null {
  if (method === "occurrences") return slices === null ? null : { path: "slices", message: "must be null for the method occurrences" };
  if (slices === null) return { path: "slices", message: `is required for the method ${method}` };
  const hasTarget = slices.targetPercent !== null;
  if (method === "timeslices" && !hasTarget) return { path: "slices.targetPercent", message: "is required for the method timeslices" };
  if (method === "ratio_timeslices" && hasTarget)
    return { path: "slices.targetPercent", message: "must be null for the method ratio_timeslices, which compares no slice with a target" };
  return null;
}

/** What is wrong with a composite by itself. */
function findPartProblems({ indicator, method }: ObjectiveDefinition): FieldProblem[] {
  if (indicator.kind !== "composite") return [];
  return compositeProblems(indicator, method).map(({ path, message }) => ({
    path: path === null ? "method" : formatFieldPath(["indicator", ...path]),
    message,
  }));
}

/**
 * Problems of a definition that did not come as a text. It is written as OpenSLO and read back, so the rules are those of texts,
 * and whatever is accepted can be exported and applied again without a difference.
 */
export async function validateDefinition(deps: ValidateDefinitionDeps, definition: ObjectiveDefinition): Promise<FieldProblem[]> {
  const sliceProblem = findSliceProblem(definition);
  if (sliceProblem !== null) return [sliceProblem];
  const partProblems = findPartProblems(definition);
  if (partProblems.length > 0) return partProblems;
  const { definitions, diagnostics } = await deps.read(deps.toOpenSlo(definition));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return errors.map(toField);
  const [readBack] = definitions.objectives;
  const lost = readBack === undefined ? [{ path: "name" }] : diffDefinitions(definition, readBack);
  return lost.map(({ path }) => ({ path, message: "cannot be written as OpenSLO without a change" }));
}
