import {
  type AlertPolicyDefinition,
  checkConditions,
  definitionTerms,
  type ObjectiveTerms,
  objectiveTerms,
  type TermsDefinition,
} from "@solvent/domain";
import type { DefinitionProblem } from "../definitions/check-objective.ts";
import type { Attachment } from "./policy-store.ts";

interface ConditionProblem {
  readonly index: number;
  readonly condition: string;
  readonly field: string;
  readonly message: string;
}

/** What refuses conditions for these terms. Traffic refuses nothing. */
const problemsFor = ({ conditions }: AlertPolicyDefinition, terms: ObjectiveTerms): ConditionProblem[] =>
  checkConditions(conditions, { terms, eventsPerMinute: null }).flatMap((findings, index) =>
    findings
      .filter(({ severity }) => severity === "problem")
      .map(({ field, message }) => ({ index, condition: conditions[index]?.name ?? "", field, message })),
  );

/** So long a window and so high a target that nothing is out of reach: what is wrong even then is wrong for everybody. */
const ANYWHERE = objectiveTerms("99.9999", 366 * 1440);

const toPath = ({ index, field }: ConditionProblem): DefinitionProblem["path"] => ["conditions", index, field];

/** What is wrong with the conditions of a policy whatever objective is attached to it. */
export const checkAlone = (policy: AlertPolicyDefinition): DefinitionProblem[] =>
  problemsFor(policy, ANYWHERE).map((found) => ({ path: toPath(found), message: found.message }));

/** More than this of one condition is said by the first of them. */
const MOST_NAMED = 3;

const nameAll = (names: readonly string[]): string => {
  const shown = names.slice(0, MOST_NAMED).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
};

/** Objectives with the same terms are told together, as a company uses few. */
function byTerms(attachments: readonly Attachment[]): ReadonlyMap<string, readonly Attachment[]> {
  const found = new Map<string, Attachment[]>();
  for (const attachment of attachments) {
    const { targetPercent, window, method, slices } = attachment.terms;
    const key = JSON.stringify([targetPercent, window, method, slices]);
    found.set(key, [...(found.get(key) ?? []), attachment]);
  }
  return found;
}

/** What is wrong with the conditions of a policy for what is attached to it. */
export const checkForAttached = (policy: AlertPolicyDefinition, attachments: readonly Attachment[]): DefinitionProblem[] =>
  [...byTerms(attachments).values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const names = nameAll(same.map(({ name }) => name));
    return problemsFor(policy, definitionTerms(first.terms)).map((found) => ({
      path: toPath(found),
      message: `the condition "${found.condition}" does not work for ${names}: ${found.message}`,
    }));
  });

/** What is wrong with the policies that a definition names: not there, or with conditions that do not work for its terms. */
export function checkNamed(
  { alertPolicies, ...terms }: TermsDefinition & { readonly alertPolicies: readonly string[] },
  known: ReadonlyMap<string, AlertPolicyDefinition>,
): DefinitionProblem[] {
  return alertPolicies.flatMap((name, index): DefinitionProblem[] => {
    const path = ["alertPolicies", index];
    if (alertPolicies.indexOf(name) !== index) return [{ path, message: `the policy "${name}" is named twice` }];
    const policy = known.get(name);
    if (policy === undefined) return [{ path, message: `there is no alert policy "${name}"` }];
    return problemsFor(policy, definitionTerms(terms)).map(({ condition, message }) => ({
      path,
      message: `the condition "${condition}" of the policy "${name}" does not work here: ${message}`,
    }));
  });
}
