import type { SourceDefinition } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import { toFieldProblem } from "../../errors/field-problems.ts";
import type { Secret } from "../../secret.ts";
import type { DefinitionTransaction, InTransaction } from "../definitions/definition-transaction.ts";
import { diffDefinitions } from "../objective/diff-definitions.ts";
import { checkRevision, checkSameName } from "../revision.ts";
import { sourceNotFound } from "./get-source.ts";
import { checkSecretFields, keptSecrets, type SecretChanges } from "./plan-secrets.ts";
import type { SourceKinds } from "./source-kinds.ts";
import type { SealedSecret, SourceReader, StoredSource } from "./source-store.ts";
import { checkConnection, getSourceKind, type ValidConnection } from "./validate-connection.ts";

/** Encrypts one secret field of one source. */
export type SealSecret = (sourceId: string, field: string, secret: Secret) => SealedSecret;

export interface SaveSourceDeps {
  readonly inTransaction: InTransaction;
  readonly kinds: SourceKinds;
  readonly sources: Pick<SourceReader, "find">;
  readonly sealSecret: SealSecret;
  readonly newId: () => string;
}

export interface SourceFields {
  readonly name: string;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly kind: string;
  readonly connection: SourceDefinition["connection"];
  readonly labels: Readonly<Record<string, string>>;
  readonly secrets: SecretChanges;
}

interface Checked {
  readonly fields: SourceFields;
  readonly valid: ValidConnection;
}

function check(kinds: SourceKinds, fields: SourceFields): Checked {
  const kind = getSourceKind(kinds, fields.kind);
  checkSecretFields(kind, fields.secrets);
  const checked = checkConnection(kind, fields.connection);
  if (!checked.ok) throw invalidRequest(checked.problems.map(toFieldProblem));
  return { fields, valid: checked.value };
}

/** What stays of the stored definition: annotations are only in texts. */
const toSourceDefinition = ({ fields, valid }: Checked, stored: StoredSource | null): SourceDefinition => ({
  name: fields.name,
  displayName: fields.displayName,
  description: fields.description,
  kind: fields.kind,
  connection: valid.connection,
  labels: fields.labels,
  annotations: stored?.definition.annotations ?? {},
});

async function writeSource(
  deps: SaveSourceDeps,
  tx: DefinitionTransaction,
  { checked, stored }: { checked: Checked; stored: StoredSource | null },
): Promise<void> {
  const { secrets } = checked.fields;
  const { origin } = checked.valid;
  const before = { fields: stored?.secretFields ?? [], origin: stored?.secretOrigin ?? null };
  const kept = keptSecrets(before, secrets, { origin, code: "source.secret-required" });
  const holdsSecrets = kept.length > 0 || [...secrets.values()].some((secret) => secret !== null);
  const id = stored?.id ?? deps.newId();
  const row = { id, definition: toSourceDefinition(checked, stored), secretOrigin: holdsSecrets ? origin : null };
  if (stored !== null && secrets.size === 0 && diffDefinitions(stored.definition, row.definition).length === 0) return;
  if (stored === null) await tx.sources.insert(row);
  else await tx.sources.update(row);
  const sealed = [...secrets].map(([field, secret]) => [field, secret === null ? null : deps.sealSecret(id, field, secret)] as const);
  await tx.sources.writeSecrets(id, new Map(sealed));
}

async function getSaved(deps: SaveSourceDeps, name: string): Promise<StoredSource> {
  const saved = await deps.sources.find(name);
  if (saved === null) throw sourceNotFound(name);
  return saved;
}

/** Throws `source.name-taken`, `source.kind-unknown`, or `request.invalid` naming the fields. */
export const makeCreateSource =
  (deps: SaveSourceDeps) =>
  async (fields: SourceFields): Promise<StoredSource> => {
    const checked = check(deps.kinds, fields);
    await deps.inTransaction(async (tx) => {
      const stored = await tx.sources.lock(fields.name);
      if (stored !== null) throw new AppError("source.name-taken", `There is already a data source "${fields.name}"`);
      await writeSource(deps, tx, { checked, stored: null });
    });
    return getSaved(deps, fields.name);
  };

export interface UpdateSource {
  readonly name: string;
  readonly fields: SourceFields;
  readonly revision: number;
}

/** Throws what creating does, `source.not-found`, `revision.conflict`, and `source.secret-required` when the address changes. */
export const makeUpdateSource =
  (deps: SaveSourceDeps) =>
  async ({ name, fields, revision }: UpdateSource): Promise<StoredSource> => {
    checkSameName(name, fields.name);
    const checked = check(deps.kinds, fields);
    await deps.inTransaction(async (tx) => {
      const stored = await tx.sources.lock(name);
      if (stored === null) throw sourceNotFound(name);
      checkRevision(`The data source "${name}"`, stored.revision, revision);
      checkSameKind(stored, fields.kind);
      await writeSource(deps, tx, { checked, stored });
    });
    return getSaved(deps, name);
  };

/** Queries are written for one kind; another kind would not understand them. */
function checkSameKind(stored: StoredSource, kind: string): void {
  if (stored.definition.kind === kind) return;
  throw invalidRequest([{ path: "kind", message: `must stay "${stored.definition.kind}": create another data source instead` }]);
}
