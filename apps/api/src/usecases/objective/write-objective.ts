import { type ObjectiveDefinition, queriesOf } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import { toFieldProblem } from "../../errors/field-problems.ts";
import { type CompositeDefinition, checkComposites, isCompositeDefinition } from "../composite/check-composites.ts";
import { checkObjective } from "../definitions/check-objective.ts";
import type { DefinitionTransaction, InTransaction } from "../definitions/definition-transaction.ts";
import { checkNamed } from "../policy/check-policy.ts";
import type { SourceKinds } from "../source/source-kinds.ts";
import type { StoredObjective } from "./objective-store.ts";
import type { HistoryLimits } from "./plan-history.ts";
import { saveObjectives } from "./save-objectives.ts";
import { type ValidateDefinitionDeps, validateDefinition } from "./validate-definition.ts";

export interface WriteObjectiveDeps extends ValidateDefinitionDeps {
  readonly inTransaction: InTransaction;
  readonly kinds: SourceKinds;
  readonly history: HistoryLimits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly findObjective: (name: string) => Promise<StoredObjective | null>;
}

export interface WriteObjective {
  readonly definition: ObjectiveDefinition;
  readonly author: string;
  /** Looks at what is stored under the name, locked, and throws when it must not be written. */
  readonly check: (stored: StoredObjective | null) => void;
}

export async function findOrCreateService(tx: DefinitionTransaction, name: string): Promise<string> {
  const stored = await tx.services.lock(name);
  if (stored !== null) return stored.id;
  return tx.services.insert({ name, displayName: null, description: null, team: null, labels: {}, annotations: {} });
}

async function lockSource(tx: DefinitionTransaction, { indicator }: ObjectiveDefinition) {
  const names = [...new Set(queriesOf(indicator).map(({ query }) => query.source))].sort();
  const stored = [];
  for (const name of names) stored.push(await tx.sources.lock(name));
  return stored.flatMap((source) => source ?? []);
}

/** Throws `request.invalid`. */
async function checkCompositeAlone(tx: DefinitionTransaction, definition: CompositeDefinition): Promise<void> {
  const found = await checkComposites(tx.composites, [definition]);
  const problems = found.get(definition.name) ?? [];
  if (problems.length > 0) throw invalidRequest(problems.map(toFieldProblem));
}

/** Creates or replaces one objective in one transaction. An unknown service is created. Asks no source. */
export async function writeObjective(deps: WriteObjectiveDeps, { definition, author, check }: WriteObjective): Promise<StoredObjective> {
  const problems = await validateDefinition(deps, definition);
  if (problems.length > 0) throw invalidRequest(problems);
  await deps.inTransaction(async (tx) => {
    const serviceId = await findOrCreateService(tx, definition.service);
    const sources = await lockSource(tx, definition);
    const unattachable = checkNamed(definition, await tx.policies.keep(definition.alertPolicies));
    const stored = await tx.objectives.lock(definition.name);
    check(stored);
    if (unattachable.length > 0) throw invalidRequest(unattachable.map(toFieldProblem));
    const context = { tx, author, nowMs: deps.now(), history: deps.history };
    if (isCompositeDefinition(definition)) {
      await checkCompositeAlone(tx, definition);
      await saveObjectives(context, [{ definition, stored, serviceId, sourceId: null, brought: null }]);
      return;
    }
    const known = new Map(sources.map((source) => [source.definition.name, source.definition]));
    const checked = checkObjective(definition, known, { kinds: deps.kinds });
    if (!checked.ok) throw invalidRequest(checked.problems.map(toFieldProblem));
    const sourceId = sources.find((source) => source.definition.name === checked.source)?.id ?? "";
    await saveObjectives(context, [{ definition, stored, serviceId, sourceId, query: checked.query.canonical, brought: null }]);
  });
  const saved = await deps.findObjective(definition.name);
  if (saved === null) throw new AppError("objective.not-found", `The objective "${definition.name}" was deleted in the meantime`);
  return saved;
}
