import type { ObjectiveGroupDefinition } from "@solvent/domain";
import { type ApplyProblem, problemsOf } from "../definitions/apply-problems.ts";
import type { AppliedSources } from "../definitions/apply-sources.ts";
import type { Abilities, DefinitionProblem } from "../definitions/check-objective.ts";
import type { DefinitionTransaction } from "../definitions/definition-transaction.ts";
import { checkGroup } from "./check-group.ts";
import type { StoredGroup } from "./group-store.ts";
import type { GroupToSave } from "./save-group.ts";

export interface CheckGroups {
  readonly tx: DefinitionTransaction;
  readonly abilities: Abilities;
  readonly definitions: readonly ObjectiveGroupDefinition[];
  /** Ids by name. */
  readonly services: ReadonlyMap<string, string>;
  readonly sources: AppliedSources["known"];
}

export interface CheckedGroups {
  readonly items: readonly GroupToSave[];
  readonly problems: readonly ApplyProblem[];
}

const nameProblems = (name: string): DefinitionProblem[] => [
  { path: ["name"], message: `there is an objective "${name}": groups and objectives share names` },
];

function checkOne(input: CheckGroups, definition: ObjectiveGroupDefinition, stored: StoredGroup | null): CheckedGroups {
  const { name, service } = definition.objective;
  const serviceId = input.services.get(service);
  const message = `there is no service "${service}": define it in this text, or create it first`;
  const checked = checkGroup(definition, input.sources, input.abilities);
  const sourceId = checked.ok ? input.sources.get(checked.source)?.id : undefined;
  if (checked.ok && serviceId !== undefined && sourceId !== undefined)
    return { items: [{ definition, stored, serviceId, sourceId, kind: checked.kind }], problems: [] };
  const problems = [...(serviceId === undefined ? [{ path: ["service"], message }] : []), ...(checked.ok ? [] : checked.problems)];
  return { items: [], problems: problemsOf({ kind: "objective", name }, problems) };
}

/** Locks the groups of a text and checks them against what exists now. */
export async function checkGroups(input: CheckGroups): Promise<CheckedGroups> {
  const stored = new Map<string, StoredGroup>();
  for (const name of input.definitions.map(({ objective }) => objective.name).sort()) {
    const found = await input.tx.groups.lock(name);
    if (found !== null) stored.set(name, found);
  }
  const fresh = input.definitions.map(({ objective }) => objective.name).filter((name) => !stored.has(name));
  const taken = fresh.length === 0 ? new Set<string>() : await input.tx.names.taken(fresh);
  const checked = input.definitions.map((definition): CheckedGroups => {
    const { name } = definition.objective;
    if (taken.has(name)) return { items: [], problems: problemsOf({ kind: "objective", name }, nameProblems(name)) };
    return checkOne(input, definition, stored.get(name) ?? null);
  });
  return { items: checked.flatMap(({ items }) => items), problems: checked.flatMap(({ problems }) => problems) };
}
