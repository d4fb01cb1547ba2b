import type { MetricSource, Outcome, SourceHealth } from "@solvent/metric-sources";
import { invalidRequest } from "../../errors/app-error.ts";
import { toFieldProblem } from "../../errors/field-problems.ts";
import type { Secret } from "../../secret.ts";
import { answerWithin, type Deadline } from "./answer-within.ts";
import { sourceNotFound } from "./get-source.ts";
import { checkSecretFields, keptSecrets, type SecretChanges } from "./plan-secrets.ts";
import type { AnySourceKind, SourceKinds } from "./source-kinds.ts";
import type { SourceReader, StoredSource } from "./source-store.ts";
import { type Connection, checkConnection, getSourceKind } from "./validate-connection.ts";

export interface TestSourceDeps {
  readonly kinds: SourceKinds;
  readonly sources: Pick<SourceReader, "find">;
  /** Values of the stored secrets, decrypted; a failure when one cannot be. */
  readonly openSecrets: (sourceId: string) => Promise<Outcome<ReadonlyMap<string, Secret>>>;
  readonly connect: (
    kind: AnySourceKind,
    connection: unknown,
    given: { readonly secrets: ReadonlyMap<string, Secret>; readonly sourceId: string | null },
  ) => MetricSource;
  readonly deadline: Deadline;
}

export interface TestSavedSourceDeps extends TestSourceDeps {
  /** Keeps what the source said, as the tick does for sources that are read. */
  readonly recordHealth: (sourceId: string, outcome: Outcome<SourceHealth>) => Promise<void>;
}

export interface SourceToTest {
  /** A stored source whose secrets are used where none is given. */
  readonly name: string | null;
  readonly kind: string;
  readonly connection: Connection;
  readonly secrets: SecretChanges;
}

async function secretsFor(
  deps: TestSourceDeps,
  { name, kind, secrets }: SourceToTest,
  origin: string,
): Promise<Outcome<ReadonlyMap<string, Secret>>> {
  const given = new Map([...secrets].flatMap(([field, secret]) => (secret === null ? [] : [[field, secret] as const])));
  if (name === null) return { ok: true, value: given };
  const stored = await deps.sources.find(name);
  if (stored === null) throw sourceNotFound(name);
  if (stored.definition.kind !== kind)
    throw invalidRequest([{ path: "kind", message: `must be "${stored.definition.kind}", the kind of "${name}"` }]);
  const before = { fields: stored.secretFields, origin: stored.secretOrigin };
  const kept = keptSecrets(before, secrets, { origin, code: "source.secret-required" });
  if (kept.length === 0) return { ok: true, value: given };
  const opened = await deps.openSecrets(stored.id);
  if (!opened.ok) return opened;
  return { ok: true, value: new Map([...[...opened.value].filter(([field]) => kept.includes(field)), ...given]) };
}

/** Asks a source that need not be saved for its version. A source that refuses is a result, not an error. */
export const makeTestSource =
  (deps: TestSourceDeps) =>
  async (input: SourceToTest, signal: AbortSignal): Promise<Outcome<SourceHealth>> => {
    const kind = getSourceKind(deps.kinds, input.kind);
    checkSecretFields(kind, input.secrets);
    const checked = checkConnection(kind, input.connection);
    if (!checked.ok) throw invalidRequest(checked.problems.map(toFieldProblem));
    const secrets = await secretsFor(deps, input, checked.value.origin);
    if (!secrets.ok) return secrets;
    const sourceId = input.name === null ? null : ((await deps.sources.find(input.name))?.id ?? null);
    const source = deps.connect(kind, checked.value.connection, { secrets: secrets.value, sourceId });
    return answerWithin(deps.deadline, signal, (within) => source.check(within));
  };

const toTest = ({ definition }: StoredSource): SourceToTest => ({
  name: definition.name,
  kind: definition.kind,
  connection: definition.connection,
  secrets: new Map(),
});

/** The same for a saved source with the secrets it holds. */
export const makeTestSavedSource = (deps: TestSavedSourceDeps) => {
  const testSource = makeTestSource(deps);
  return async (name: string, signal: AbortSignal): Promise<Outcome<SourceHealth>> => {
    const stored = await deps.sources.find(name);
    if (stored === null) throw sourceNotFound(name);
    const outcome = await testSource(toTest(stored), signal);
    if (!signal.aborted) await deps.recordHealth(stored.id, outcome);
    return outcome;
  };
};
