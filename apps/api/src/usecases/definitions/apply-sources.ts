import type { SourceDefinition } from "@solvent/domain";
import { diffDefinitions } from "../objective/diff-definitions.ts";
import type { SourceKinds } from "../source/source-kinds.ts";
import type { StoredSource } from "../source/source-store.ts";
import { checkConnection, type ValidConnection } from "../source/validate-connection.ts";
import type { AppliedDefinition } from "./applied-definition.ts";
import { type ApplyProblem, problemsOf } from "./apply-problems.ts";
import type { DefinitionProblem } from "./check-objective.ts";
import type { DefinitionTransaction } from "./definition-transaction.ts";

export interface AppliedSources {
  /** Id and kind of all sources that exist now among those of the text and those that it refers to. */
  readonly known: ReadonlyMap<string, { readonly id: string; readonly kind: string }>;
  readonly problems: readonly ApplyProblem[];
  readonly changes: readonly AppliedDefinition[];
}

export interface ApplySources {
  readonly tx: DefinitionTransaction;
  readonly kinds: SourceKinds;
  readonly newId: () => string;
  readonly definitions: readonly SourceDefinition[];
  readonly referred: readonly string[];
}

type Validated =
  | { readonly ok: true; readonly value: ValidConnection }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

const refuse = (path: DefinitionProblem["path"], message: string): Validated => ({ ok: false, problems: [{ path, message }] });

/** A text can neither hold secrets nor send stored ones to another address. */
function validate(kinds: SourceKinds, definition: SourceDefinition, stored: StoredSource | null): Validated {
  const kind = kinds.find(definition.kind);
  if (kind === null) {
    const known = kinds.all().map((one) => one.kind);
    return refuse(["kind"], `Solvent does not know the kind "${definition.kind}" of data source; it knows ${known.join(", ")}`);
  }
  if (stored !== null && stored.definition.kind !== definition.kind) {
    return refuse(["kind"], `must stay "${stored.definition.kind}": a data source cannot change its kind`);
  }
  const checked = checkConnection(kind, definition.connection);
  if (!checked.ok || stored === null || stored.secretFields.length === 0 || stored.secretOrigin === checked.value.origin) return checked;
  return refuse(
    ["connection"],
    `changes the address of a data source that holds secrets (${stored.secretFields.join(", ")}): change it where they can be given again, on the page of the data source`,
  );
}

async function save(
  { tx, newId }: ApplySources,
  definition: SourceDefinition,
  stored: StoredSource | null,
): Promise<{ id: string; change: AppliedDefinition }> {
  const { name } = definition;
  const differences = stored === null ? [] : diffDefinitions(stored.definition, definition);
  const row = { id: stored?.id ?? newId(), definition, secretOrigin: stored?.secretOrigin ?? null };
  if (stored === null) await tx.sources.insert(row);
  else if (differences.length > 0) await tx.sources.update(row);
  const action = stored === null ? "create" : differences.length > 0 ? "update" : "unchanged";
  return { id: row.id, change: { kind: "DataSource", name, action, changes: differences, newStream: false } };
}

/** Creates or updates the data sources of a text, without their secrets; `referred` names further ones that its objectives read from. */
export async function applySources(input: ApplySources): Promise<AppliedSources> {
  const byName = new Map(input.definitions.map((definition) => [definition.name, definition]));
  const known = new Map<string, { id: string; kind: string }>();
  const changes = new Map<string, AppliedDefinition>();
  const problems: ApplyProblem[] = [];
  for (const name of [...new Set([...byName.keys(), ...input.referred])].sort()) {
    const stored = await input.tx.sources.lock(name);
    if (stored !== null) known.set(name, { id: stored.id, kind: stored.definition.kind });
    const definition = byName.get(name);
    if (definition === undefined) continue;
    const validated = validate(input.kinds, definition, stored);
    if (!validated.ok) problems.push(...problemsOf({ kind: "source", name }, validated.problems));
    const connection = validated.ok ? validated.value.connection : definition.connection;
    // Saved even with a problem, so that the objectives that read from it are checked too; nothing of it will be kept.
    const { id, change } = await save(input, { ...definition, connection }, stored);
    known.set(name, { id, kind: definition.kind });
    changes.set(name, change);
  }
  return { known, problems, changes: input.definitions.flatMap(({ name }) => changes.get(name) ?? []) };
}
