import type { ObjectiveDefinition } from "@solvent/domain";
import type { AdjustmentContent } from "../adjustment/adjustment-store.ts";
import { checkComposites, isCompositeDefinition } from "../composite/check-composites.ts";
import { memberRefusal } from "../group/refuse-member.ts";
import type { StoredObjective } from "../objective/objective-store.ts";
import type { CompositeToSave, ObjectiveToSave } from "../objective/save-objectives.ts";
import { type ApplyProblem, problemsOf } from "./apply-problems.ts";
import type { AppliedSources } from "./apply-sources.ts";
import { type Abilities, checkObjective, type DefinitionProblem } from "./check-objective.ts";
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
  readonly items: readonly (ObjectiveToSave | CompositeToSave)[];
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

const serviceProblem = ({ service }: ObjectiveDefinition) => ({
  path: ["service"],
  message: `there is no service "${service}": define it in this text, or create it first`,
});

/** `found`: what is wrong with it next to other objectives. */
function checkComposite(
  input: CheckObjectives,
  item: Pick<CompositeToSave, "definition" | "stored">,
  found: readonly DefinitionProblem[],
): CheckedObjectives {
  const { definition } = item;
  const serviceId = input.services.get(definition.service);
  const problems = serviceId === undefined ? [serviceProblem(definition), ...found] : found;
  if (serviceId === undefined || problems.length > 0) {
    return { items: [], problems: problemsOf({ kind: "objective", name: definition.name }, problems) };
  }
  return { items: [{ ...item, serviceId, sourceId: null, brought: input.brought.get(definition.name) ?? [] }], problems: [] };
}

/** Problems of composites by name. */
type FoundProblems = Awaited<ReturnType<typeof checkComposites>>;

function checkOne(
  input: CheckObjectives,
  { definition, stored }: { readonly definition: ObjectiveDefinition; readonly stored: StoredObjective | null },
  found: FoundProblems,
): CheckedObjectives {
  const refusal = stored === null ? null : memberRefusal(stored);
  if (refusal !== null)
    return { items: [], problems: problemsOf({ kind: "objective", name: definition.name }, [{ path: ["name"], message: refusal }]) };
  if (isCompositeDefinition(definition)) return checkComposite(input, { definition, stored }, found.get(definition.name) ?? []);
  const serviceId = input.services.get(definition.service);
  const checked = checkObjective(definition, input.sources, input.abilities);
  const problems = [...(serviceId === undefined ? [serviceProblem(definition)] : []), ...(checked.ok ? [] : checked.problems)];
  const sourceId = checked.ok ? input.sources.get(checked.source)?.id : undefined;
  if (!checked.ok || serviceId === undefined || sourceId === undefined) {
    return { items: [], problems: problemsOf({ kind: "objective", name: definition.name }, problems) };
  }
  const brought = input.brought.get(definition.name) ?? [];
  return { items: [{ definition, stored, serviceId, sourceId, query: checked.query.canonical, brought }], problems: [] };
}

const nameOfGroup = ({ name }: ObjectiveDefinition): CheckedObjectives => ({
  items: [],
  problems: problemsOf({ kind: "objective", name }, [
    { path: ["name"], message: `there is a group "${name}": groups and objectives share names` },
  ]),
});

/** Locks the objectives of a text and checks them against the services, data sources and other objectives that exist now. */
export async function checkObjectives(input: CheckObjectives): Promise<CheckedObjectives> {
  const stored = await lockAll(
    input.tx,
    input.definitions.map(({ name }) => name),
  );
  const names = input.definitions.map(({ name }) => name).filter((name) => !stored.has(name));
  const groups = names.length === 0 ? new Set<string>() : await input.tx.names.taken(names);
  const found = await checkComposites(input.tx.composites, input.definitions);
  const checked = input.definitions.map((definition) =>
    groups.has(definition.name)
      ? nameOfGroup(definition)
      : checkOne(input, { definition, stored: stored.get(definition.name) ?? null }, found),
  );
  return { items: checked.flatMap(({ items }) => items), problems: checked.flatMap(({ problems }) => problems) };
}
