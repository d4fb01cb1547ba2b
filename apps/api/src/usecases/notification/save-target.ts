import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { Secret } from "../../secret.ts";
import { diffDefinitions } from "../objective/diff-definitions.ts";
import { checkRevision, checkSameName } from "../revision.ts";
import { keptSecrets, type SecretChanges } from "../source/plan-secrets.ts";
import type { SealedSecret } from "../source/source-store.ts";
import { checkFailover } from "./check-failover.ts";
import { targetNotFound } from "./get-target.ts";
import type { InNotificationTransaction, NotificationTransaction } from "./notification-transaction.ts";
import type { TargetKinds } from "./target-kinds.ts";
import type { StoredTarget, TargetBook, TargetDefinition, TargetReader } from "./target-store.ts";
import { checkRequiredSecrets, type ValidTarget, validateTarget } from "./validate-target.ts";

/** Encrypts one secret field of one target. */
export type SealTargetSecret = (targetId: string, field: string, secret: Secret) => SealedSecret;

export interface SaveTargetDeps {
  readonly inTransaction: InNotificationTransaction;
  readonly kinds: TargetKinds;
  readonly targets: Pick<TargetReader, "find">;
  readonly sealSecret: SealTargetSecret;
  readonly newId: () => string;
}

export interface TargetFields extends TargetDefinition {
  readonly secrets: SecretChanges;
}

interface TargetToWrite {
  readonly fields: TargetFields;
  readonly valid: ValidTarget;
  readonly book: TargetBook;
  readonly stored: StoredTarget | null;
}

/** Returns the id of the target. A change that changes nothing makes no revision. */
async function writeTarget(
  deps: SaveTargetDeps,
  tx: NotificationTransaction,
  { fields, valid, book, stored }: TargetToWrite,
): Promise<string> {
  const { secrets, name, displayName, kind, failover } = fields;
  const problems = checkFailover(name, failover, book);
  if (problems.length > 0) throw invalidRequest(problems);
  const before = { fields: stored?.secretFields ?? [], origin: stored?.secretOrigin ?? null };
  const kept = keptSecrets(before, secrets, { origin: valid.origin, code: "target.secret-required" });
  const held = [...kept, ...[...secrets].flatMap(([field, secret]) => (secret === null ? [] : [field]))];
  checkRequiredSecrets(valid.kind, held);
  const id = stored?.id ?? deps.newId();
  const definition = { name, displayName, kind, settings: valid.settings };
  if (stored !== null && secrets.size === 0 && diffDefinitions(stored.definition, { ...definition, failover }).length === 0) return id;
  const failoverId = failover === null ? null : (book.get(failover)?.id ?? null);
  const row = { id, definition, failoverId, secretOrigin: held.length === 0 ? null : valid.origin };
  if (stored === null) await tx.targets.insert(row);
  else await tx.targets.update(row);
  const sealed = [...secrets].map(([field, secret]) => [field, secret === null ? null : deps.sealSecret(id, field, secret)] as const);
  await tx.targets.writeSecrets(id, new Map(sealed));
  return id;
}

async function getSaved(deps: SaveTargetDeps, name: string): Promise<StoredTarget> {
  const saved = await deps.targets.find(name);
  if (saved === null) throw targetNotFound(name);
  return saved;
}

/**
 * The first target of all is told about everything, unless somebody has said who is: without a route nobody would be told. Throws
 * `target.name-taken`, `target.kind-unknown`, or `request.invalid` naming the fields.
 */
export const makeCreateTarget =
  (deps: SaveTargetDeps) =>
  async (fields: TargetFields): Promise<StoredTarget> => {
    const valid = validateTarget(deps.kinds, fields);
    await deps.inTransaction(async (tx) => {
      const book = await tx.targets.lockAll();
      if (book.has(fields.name)) throw new AppError("target.name-taken", `There is already a notification target "${fields.name}"`);
      const id = await writeTarget(deps, tx, { fields, valid, book, stored: null });
      if (book.size === 0) await tx.routes.ensureDefault(id);
    });
    return getSaved(deps, fields.name);
  };

export interface UpdateTarget {
  readonly name: string;
  readonly fields: TargetFields;
  readonly revision: number;
}

/** Throws what creating does, `target.not-found`, `revision.conflict`, and `target.secret-required` when the address changes. */
export const makeUpdateTarget =
  (deps: SaveTargetDeps) =>
  async ({ name, fields, revision }: UpdateTarget): Promise<StoredTarget> => {
    checkSameName(name, fields.name);
    const valid = validateTarget(deps.kinds, fields);
    await deps.inTransaction(async (tx) => {
      const book = await tx.targets.lockAll();
      const stored = await tx.targets.find(name);
      if (stored === null) throw targetNotFound(name);
      checkRevision(`The notification target "${name}"`, stored.revision, revision);
      checkSameKind(stored, fields.kind);
      await writeTarget(deps, tx, { fields, valid, book, stored });
    });
    return getSaved(deps, name);
  };

/** The history of a target would be told of another system. */
function checkSameKind({ definition }: StoredTarget, kind: string): void {
  if (definition.kind === kind) return;
  throw invalidRequest([{ path: "kind", message: `must stay "${definition.kind}": create another notification target instead` }]);
}
