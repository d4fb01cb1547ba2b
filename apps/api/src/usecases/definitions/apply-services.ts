import type { ServiceDefinition } from "@solvent/domain";
import { diffDefinitions } from "../objective/diff-definitions.ts";
import type { AppliedDefinition } from "./applied-definition.ts";
import type { DefinitionTransaction } from "./definition-transaction.ts";

export interface AppliedServices {
  /** Ids of all services that exist now among those of the text and those that it refers to. */
  readonly ids: ReadonlyMap<string, string>;
  readonly changes: readonly AppliedDefinition[];
}

/** Creates or updates the services of a text; `referred` names further ones that its objectives belong to. */
export async function applyServices(
  tx: DefinitionTransaction,
  definitions: readonly ServiceDefinition[],
  referred: readonly string[],
): Promise<AppliedServices> {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const ids = new Map<string, string>();
  const changes = new Map<string, AppliedDefinition>();
  for (const name of [...new Set([...byName.keys(), ...referred])].sort()) {
    const stored = await tx.services.lock(name);
    if (stored !== null) ids.set(name, stored.id);
    const definition = byName.get(name);
    if (definition === undefined) continue;
    const differences = stored === null ? [] : diffDefinitions(stored.definition, definition);
    if (stored === null) ids.set(name, await tx.services.insert(definition));
    else if (differences.length > 0) await tx.services.update(stored.id, definition);
    const action = stored === null ? "create" : differences.length > 0 ? "update" : "unchanged";
    changes.set(name, { kind: "Service", name, action, changes: differences, newStream: false });
  }
  return { ids, changes: definitions.flatMap(({ name }) => changes.get(name) ?? []) };
}
