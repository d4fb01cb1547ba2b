import { invalidRequest } from "../../errors/app-error.ts";
import type { Secret } from "../../secret.ts";
import type { Actor } from "../actor.ts";
import { keptSecrets, type SecretChanges } from "../source/plan-secrets.ts";
import { targetNotFound } from "./get-target.ts";
import type { TargetKinds, TargetSettings } from "./target-kinds.ts";
import type { StoredTarget, TargetReader } from "./target-store.ts";
import { checkRequiredSecrets, type ValidTarget, validateTarget } from "./validate-target.ts";

/** What became of a test message. `message` holds neither a secret nor the body of an answer that is not the protocol's. */
export interface TestVerdict {
  readonly ok: boolean;
  readonly status: number | null;
  readonly latencyMs: number;
  readonly failure: { readonly class: string; readonly permanent: boolean; readonly message: string } | null;
}

export interface TestMessageToSend {
  readonly kind: string;
  readonly settings: TargetSettings;
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly targetName: string;
  readonly author: string;
}

/** Sends one test message. What the receiver does wrong is a verdict, not an exception. */
export type SendTest = (input: TestMessageToSend, signal: AbortSignal) => Promise<TestVerdict>;

/** Stored secrets, decrypted, or why that cannot be done. */
export type OpenedTargetSecrets =
  | { readonly ok: true; readonly value: ReadonlyMap<string, Secret> }
  | { readonly ok: false; readonly failure: { readonly message: string } };

export interface TestTargetDeps {
  readonly kinds: TargetKinds;
  readonly targets: Pick<TargetReader, "find">;
  readonly openSecrets: (targetId: string) => Promise<OpenedTargetSecrets>;
  readonly send: SendTest;
}

export interface TargetToTest {
  /** A stored target whose secrets are used where none is given. */
  readonly name: string | null;
  readonly kind: string;
  readonly settings: TargetSettings;
  readonly secrets: SecretChanges;
}

/** What a message calls a target that has no name yet. */
const UNSAVED = "(not saved)";

const blocked = (message: string): TestVerdict => ({
  ok: false,
  status: null,
  latencyMs: 0,
  failure: { class: "blocked", permanent: true, message },
});

function givenIn(changes: SecretChanges): Map<string, Secret> {
  return new Map([...changes].flatMap(([field, secret]) => (secret === null ? [] : [[field, secret] as const])));
}

/** Secrets as they would be after the change, with the stored ones where the caller gives none. */
async function secretsFor(
  deps: TestTargetDeps,
  { name, kind, secrets }: TargetToTest,
  { origin }: ValidTarget,
): Promise<OpenedTargetSecrets> {
  const given = givenIn(secrets);
  if (name === null) return { ok: true, value: given };
  const stored = await deps.targets.find(name);
  if (stored === null) throw targetNotFound(name);
  if (stored.definition.kind !== kind) {
    throw invalidRequest([{ path: "kind", message: `must be "${stored.definition.kind}", the kind of "${name}"` }]);
  }
  const before = { fields: stored.secretFields, origin: stored.secretOrigin };
  const kept = keptSecrets(before, secrets, { origin, code: "target.secret-required" });
  if (kept.length === 0) return { ok: true, value: given };
  const opened = await deps.openSecrets(stored.id);
  if (!opened.ok) return opened;
  return { ok: true, value: new Map([...[...opened.value].filter(([field]) => kept.includes(field)), ...given]) };
}

/** Sends a test message to a target that need not be saved. A receiver that refuses is a result, not an error. */
export const makeTestTarget =
  (deps: TestTargetDeps) =>
  async (input: TargetToTest, actor: Actor, signal: AbortSignal): Promise<TestVerdict> => {
    const valid = validateTarget(deps.kinds, input);
    const secrets = await secretsFor(deps, input, valid);
    if (!secrets.ok) return blocked(secrets.failure.message);
    checkRequiredSecrets(valid.kind, [...secrets.value.keys()]);
    const { kind, settings } = { kind: valid.kind.kind, settings: valid.settings };
    return deps.send({ kind, settings, secrets: secrets.value, targetName: input.name ?? UNSAVED, author: actor.name }, signal);
  };

const toTest = ({ definition: { name, kind, settings } }: StoredTarget): TargetToTest => ({ name, kind, settings, secrets: new Map() });

/** The same for a saved target with the secrets it holds. */
export const makeTestSavedTarget = (deps: TestTargetDeps) => {
  const testTarget = makeTestTarget(deps);
  return async (name: string, actor: Actor, signal: AbortSignal): Promise<TestVerdict> => {
    const stored = await deps.targets.find(name);
    if (stored === null) throw targetNotFound(name);
    return testTarget(toTest(stored), actor, signal);
  };
};
