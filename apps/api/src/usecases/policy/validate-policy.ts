import type { FieldProblem } from "@solvent/api-contract";
import type { AlertPolicyDefinition } from "@solvent/domain";
import { toFieldProblem } from "../../errors/field-problems.ts";
import type { ReadText } from "../definitions/definition-reader.ts";
import { diffDefinitions } from "../objective/diff-definitions.ts";
import { toField } from "../objective/validate-definition.ts";
import { checkAlone } from "./check-policy.ts";

export interface ValidatePolicyDeps {
  readonly read: (text: string) => Promise<ReadText>;
  readonly policyToOpenSlo: (definition: AlertPolicyDefinition) => string;
}

/** Problems of a policy that did not come as a text; like an objective it is written as OpenSLO and read back. */
export async function validatePolicy(deps: ValidatePolicyDeps, definition: AlertPolicyDefinition): Promise<FieldProblem[]> {
  const problems = checkAlone(definition);
  if (problems.length > 0) return problems.map(toFieldProblem);
  const { definitions, diagnostics } = await deps.read(deps.policyToOpenSlo(definition));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return errors.map(toField);
  const [readBack] = definitions.policies;
  const lost = readBack === undefined ? [{ path: "name" }] : diffDefinitions(definition, readBack);
  return lost.map(({ path }) => ({ path, message: "cannot be written as OpenSLO without a change" }));
}
