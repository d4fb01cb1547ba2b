import type { ObjectiveDefinition } from "@solvent/domain";
import type { AdjustmentContent } from "../adjustment/adjustment-store.ts";
import type { StoredObjective } from "../objective/objective-store.ts";
import type { ObjectiveToSave } from "../objective/save-objectives.ts";
import { type ApplyProblem, problemsOf } from "./apply-problems.ts";
import type { AppliedSources } from "./apply-sources.ts";
import { type Abilities, checkObjective } from "./check-objective.ts";
import type { DefinitionTransaction } from "./definition-transaction.ts";

export interface CheckObjectives {
  readonly tx: DefinitionTransaction;
  readonly abilities: Abilities;
  readonly definitions: readonly ObjectiveDefinition[];
  /** Ids by name. */
  readonly services: ReadonlyMap<string, string>;
  readonly sources: AppliedSources["known"];
  /** What objectives bring along, by name. */
  readonly brought: ReadonlyMap<string, readonly AdjustmentContent[]>;
}

export interface CheckedObjectives {
  readonly items: readonly ObjectiveToSave[];
  readonly problems: readonly ApplyProblem[];
}

async function lockAll(tx: DefinitionTransaction, names: readonly string[]): Promise<ReadonlyMap<string, StoredObjective>> {
  const found = new Map<string, StoredObjective>();
  for (const name of [...names].sort()) {
    const stored = await tx.objectives.lock(name);
    if (stored !== null) found.set(name, stored);
  }
  return found;
}

function checkOne(input: CheckObjectives, definition: ObjectiveDefinition, stored: StoredObjective | null): CheckedObjectives {
  const serviceId = input.services.get(definition.service);
  const message = `there is no service "${definition.service}": define it in this text, or create it first`;
  const checked = checkObjective(definition, input.sources, input.abilities);
  const problems = [...(serviceId === undefined ? [{ path: ["service"], message }] : []), ...(checked.ok ? [] : checked.problems)];
  const sourceId = checked.ok ? input.sources.get(checked.source)?.id : undefined;
  if (!checked.ok || serviceId === undefined || sourceId === undefined) {
    return { items: [], problems: problemsOf({ kind: "objective", name: definition.name }, problems) };
  }
  const brought = input.brought.get(definition.name) ?? [];
  return { items: [{ definition, stored, serviceId, sourceId, query: checked.query.canonical, brought }], problems: [] };
}

/** Locks the objectives of a text and checks them against the services and data sources that exist now. */
export async function checkObjectives(input: CheckObjectives): Promise<CheckedObjectives> {
  const stored = await lockAll(
    input.tx,
    input.definitions.map(({ name }) => name),
  );
  const checked = input.definitions.map((definition) => checkOne(input, definition, stored.get(definition.name) ?? null));
  return { items: checked.flatMap(({ items }) => items), problems: checked.flatMap(({ problems }) => problems) };
}
