import type { AlertPolicyDefinition, ObjectiveDefinition } from "@solvent/domain";
import { checkAlone, checkForAttached, checkNamed } from "../policy/check-policy.ts";
import { savePolicy } from "../policy/save-policy.ts";
import type { AppliedDefinition } from "./applied-definition.ts";
import { type ApplyProblem, problemsOf } from "./apply-problems.ts";
import type { DefinitionTransaction } from "./definition-transaction.ts";

export interface ApplyPolicies {
  readonly tx: DefinitionTransaction;
  readonly author: string;
  readonly definitions: readonly AlertPolicyDefinition[];
  /** Objectives of the text, and those that its groups are written as. */
  readonly written: readonly ObjectiveDefinition[];
}

export interface AppliedPolicies {
  readonly problems: readonly ApplyProblem[];
  readonly changes: readonly AppliedDefinition[];
}

/** What a policy is for what is attached to it by now; what the text writes anew is looked at as it is written. */
async function findProblems({ tx, written }: ApplyPolicies, definition: AlertPolicyDefinition): Promise<ApplyProblem[]> {
  const alone = checkAlone(definition);
  const of = { kind: "policy" as const, name: definition.name };
  if (alone.length > 0) return problemsOf(of, alone);
  const anew = new Set(written.map(({ name }) => name));
  const attachments = await tx.policies.attachments(definition.name);
  const others = attachments.filter(({ name, group }) => !anew.has(name) && (group === null || !anew.has(group)));
  return problemsOf(of, checkForAttached(definition, others));
}

/** Creates or updates the policies of a text, and checks those that its objectives name. */
export async function applyPolicies(input: ApplyPolicies): Promise<AppliedPolicies> {
  const { tx, author, definitions, written } = input;
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const known = new Map<string, AlertPolicyDefinition>();
  const changes = new Map<string, AppliedDefinition>();
  const problems: ApplyProblem[] = [];
  const names = new Set([...byName.keys(), ...written.flatMap(({ alertPolicies }) => alertPolicies)]);
  for (const name of [...names].sort()) {
    const definition = byName.get(name);
    if (definition === undefined) {
      const kept = (await tx.policies.keep([name])).get(name);
      if (kept !== undefined) known.set(name, kept);
      continue;
    }
    const stored = await tx.policies.lock(name);
    problems.push(...(await findProblems(input, definition)));
    changes.set(name, { kind: "AlertPolicy", ...(await savePolicy(tx, { definition, stored, author })) });
    // What is wrong with it by itself was said of it, and need not be said of each objective.
    known.set(name, checkAlone(definition).length > 0 ? { ...definition, conditions: [] } : definition);
  }
  const named = written.flatMap((definition) => problemsOf({ kind: "objective", name: definition.name }, checkNamed(definition, known)));
  return { problems: [...problems, ...named], changes: definitions.flatMap(({ name }) => changes.get(name) ?? []) };
}
