import type { FieldProblem } from "@solvent/api-contract";
import type { ObjectiveGroupDefinition } from "@solvent/domain";
import type { Diagnostic } from "@solvent/spec";
import type { ReadText } from "../definitions/definition-reader.ts";
import { diffDefinitions } from "../objective/diff-definitions.ts";
import { findSliceProblem, toField } from "../objective/validate-definition.ts";

export interface ValidateGroupDeps {
  readonly read: (text: string) => Promise<ReadText>;
  readonly groupToOpenSlo: (group: ObjectiveGroupDefinition) => string;
}

const GROUP_FIELD: Readonly<Record<string, string>> = {
  'metadata.annotations["solvent/group-by"]': "groupBy",
  'metadata.annotations["solvent/group-cap"]': "cap",
};

function toGroupField(diagnostic: Diagnostic): FieldProblem {
  const own = GROUP_FIELD[diagnostic.path];
  if (own !== undefined) return { path: own, message: diagnostic.message.replace(`${diagnostic.path} `, "") };
  return inObjective(toField(diagnostic));
}

/** A problem of the objective of a group. */
export const inObjective = ({ path, message, ...place }: FieldProblem): FieldProblem => {
  const field = path === "" ? "objective" : `objective.${path}`;
  return { ...place, path: field, message: path !== "" && message.startsWith(`${path} `) ? `objective.${message}` : message };
};

/** Problems of a group that did not come as a text: it is written as OpenSLO and read back, as objectives are. */
export async function validateGroup(deps: ValidateGroupDeps, group: ObjectiveGroupDefinition): Promise<FieldProblem[]> {
  if (group.objective.indicator.kind === "composite")
    return [{ path: "objective.indicator", message: "a composite has no labels to be grouped by; group its parts instead" }];
  const sliceProblem = findSliceProblem(group.objective);
  if (sliceProblem !== null) return [inObjective(sliceProblem)];
  const { definitions, diagnostics } = await deps.read(deps.groupToOpenSlo(group));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return errors.map(toGroupField);
  const [readBack] = definitions.groups;
  const lost = readBack === undefined ? [{ path: "groupBy" }] : diffDefinitions(group, readBack);
  return lost.map(({ path }) => ({ path, message: "cannot be written as OpenSLO without a change" }));
}
