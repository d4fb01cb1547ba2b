import type { AlertPolicyDefinition } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import { toFieldProblem } from "../../errors/field-problems.ts";
import type { Actor } from "../actor.ts";
import type { DefinitionTransaction, InTransaction } from "../definitions/definition-transaction.ts";
import { diffDefinitions } from "../objective/diff-definitions.ts";
import type { SavedObjective } from "../objective/save-objectives.ts";
import { checkRevision, checkSameName } from "../revision.ts";
import { checkForAttached } from "./check-policy.ts";
import { policyNotFound } from "./get-policy.ts";
import type { PolicyReader, StoredPolicy } from "./policy-store.ts";
import { type ValidatePolicyDeps, validatePolicy } from "./validate-policy.ts";

export interface SavePolicyDeps extends ValidatePolicyDeps {
  readonly inTransaction: InTransaction;
  readonly policies: Pick<PolicyReader, "find">;
}

export interface PolicyToSave {
  readonly definition: AlertPolicyDefinition;
  /** Locked; null when the name is new. */
  readonly stored: StoredPolicy | null;
  readonly author: string;
}

/** Writes a policy: a revision when it changed. Everything is validated. */
export async function savePolicy(
  tx: Pick<DefinitionTransaction, "policies">,
  { definition, stored, author }: PolicyToSave,
): Promise<SavedObjective> {
  const { name } = definition;
  const changes = stored === null ? [] : diffDefinitions(stored.definition, definition);
  const revision = { definition, changes, author };
  if (stored === null) await tx.policies.insert(revision);
  else if (changes.length > 0) await tx.policies.revise(stored.id, revision);
  return { name, action: stored === null ? "create" : changes.length > 0 ? "update" : "unchanged", changes, newStream: false };
}

interface WritePolicy {
  readonly definition: AlertPolicyDefinition;
  readonly author: string;
  /** Looks at what is stored under the name, locked, and throws when it must not be written. */
  readonly check: (stored: StoredPolicy | null) => void;
}

/** Throws `request.invalid`, also for conditions that do not work for an objective that is attached. */
async function writePolicy(deps: SavePolicyDeps, { definition, author, check }: WritePolicy): Promise<StoredPolicy> {
  const problems = await validatePolicy(deps, definition);
  if (problems.length > 0) throw invalidRequest(problems);
  await deps.inTransaction(async (tx) => {
    const stored = await tx.policies.lock(definition.name);
    check(stored);
    // Groups name policies by name, also one that is to be created again.
    const found = checkForAttached(definition, await tx.policies.attachments(definition.name));
    if (found.length > 0) throw invalidRequest(found.map(toFieldProblem));
    await savePolicy(tx, { definition, stored, author });
  });
  const saved = await deps.policies.find(definition.name);
  if (saved === null) throw policyNotFound(definition.name);
  return saved;
}

/** Throws `policy.name-taken` and `request.invalid`. */
export const makeCreatePolicy =
  (deps: SavePolicyDeps) =>
  (definition: AlertPolicyDefinition, actor: Actor): Promise<StoredPolicy> =>
    writePolicy(deps, {
      definition,
      author: actor.name,
      check: (stored) => {
        if (stored !== null) throw new AppError("policy.name-taken", `There is already an alert policy "${definition.name}"`);
      },
    });

export interface UpdatePolicy {
  readonly name: string;
  readonly definition: AlertPolicyDefinition;
  /** That the change was made to. */
  readonly revision: number;
}

/** Throws `policy.not-found`, `revision.conflict` and `request.invalid`. */
export const makeUpdatePolicy =
  (deps: SavePolicyDeps) =>
  async ({ name, definition, revision }: UpdatePolicy, actor: Actor): Promise<StoredPolicy> => {
    checkSameName(name, definition.name);
    return writePolicy(deps, {
      definition,
      author: actor.name,
      check: (stored) => {
        if (stored === null) throw policyNotFound(name);
        checkRevision(`The alert policy "${name}"`, stored.revision, revision);
      },
    });
  };
