import { type ObjectiveDefinition, type ObjectiveGroupDefinition, queriesOf } from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";
import { toFieldProblem } from "../../errors/field-problems.ts";
import type { DefinitionTransaction, InTransaction } from "../definitions/definition-transaction.ts";
import type { HistoryLimits } from "../objective/plan-history.ts";
import { findOrCreateService } from "../objective/write-objective.ts";
import { checkNamed } from "../policy/check-policy.ts";
import type { SourceKinds } from "../source/source-kinds.ts";
import { checkGroup } from "./check-group.ts";
import type { StoredGroup } from "./group-store.ts";
import { saveGroup } from "./save-group.ts";
import { inObjective, type ValidateGroupDeps, validateGroup } from "./validate-group.ts";

export interface WriteGroupDeps extends ValidateGroupDeps {
  readonly inTransaction: InTransaction;
  readonly kinds: SourceKinds;
  readonly history: HistoryLimits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface WriteGroup {
  readonly definition: ObjectiveGroupDefinition;
  readonly author: string;
  /** Looks at what is stored under the name, locked, and throws when it must not be written. */
  readonly check: (stored: StoredGroup | null) => void;
}

async function lockSources(tx: DefinitionTransaction, { indicator }: ObjectiveDefinition) {
  const names = [...new Set(queriesOf(indicator).map(({ query }) => query.source))].sort();
  const known = new Map<string, { readonly id: string; readonly kind: string }>();
  for (const name of names) {
    const stored = await tx.sources.lock(name);
    if (stored !== null) known.set(name, { id: stored.id, kind: stored.definition.kind });
  }
  return known;
}

/** Creates or replaces a group, with its objectives, in one transaction. An unknown service is created. Asks no source. */
export async function writeGroup(deps: WriteGroupDeps, { definition, author, check }: WriteGroup): Promise<void> {
  const problems = await validateGroup(deps, definition);
  if (problems.length > 0) throw invalidRequest(problems);
  const { kinds, history } = deps;
  await deps.inTransaction(async (tx) => {
    const serviceId = await findOrCreateService(tx, definition.objective.service);
    const known = await lockSources(tx, definition.objective);
    const unattachable = checkNamed(definition.objective, await tx.policies.keep(definition.objective.alertPolicies));
    const stored = await tx.groups.lock(definition.objective.name);
    check(stored);
    if (unattachable.length > 0) throw invalidRequest(unattachable.map(toFieldProblem).map(inObjective));
    const checked = checkGroup(definition, known, { kinds });
    if (!checked.ok) throw invalidRequest(checked.problems.map(toFieldProblem).map(inObjective));
    const sourceId = known.get(checked.source)?.id ?? "";
    await saveGroup({ tx, author, nowMs: deps.now(), history }, { definition, stored, serviceId, sourceId, kind: checked.kind });
  });
}
