import type { FieldProblem } from "@solvent/api-contract";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import { type PathProblem, toFieldProblem, toPathProblems } from "../../errors/field-problems.ts";
import { checkSecretFields, type SecretChanges } from "../source/plan-secrets.ts";
import type { TargetKind, TargetKinds, TargetSettings } from "./target-kinds.ts";

export interface ValidTarget {
  readonly kind: TargetKind;
  /** As the notifier understands them, with defaults filled in. */
  readonly settings: TargetSettings;
  /** scheme://host:port that secrets are bound to, null where the address is one. */
  readonly origin: string | null;
}

export interface TargetParts {
  readonly kind: string;
  readonly settings: TargetSettings;
  readonly secrets: SecretChanges;
}

function getTargetKind(kinds: TargetKinds, kind: string): TargetKind {
  const found = kinds.find(kind);
  if (found !== null) return found;
  const known = kinds.all().map((one) => one.kind);
  throw new AppError(
    "target.kind-unknown",
    `Solvent does not know the kind "${kind}" of notification target; it knows ${known.join(", ")}`,
    {
      problems: [{ path: "kind", message: `must be one of ${known.join(", ")}` }],
    },
  );
}

/** A secret among the readable fields would be shown to everybody, so it is named and refused, and its value is not repeated. */
const findSecretsInside = (kind: TargetKind, settings: TargetSettings): PathProblem[] =>
  Object.keys(settings)
    .filter((field) => Object.hasOwn(kind.secrets, field))
    .map((field) => ({
      path: ["settings", field],
      message: `is a secret: give it as secrets.${field}, where it is encrypted and never shown`,
    }));

function checkSecretValues(kind: TargetKind, changes: SecretChanges): FieldProblem[] {
  return [...changes].flatMap(([field, secret]) => {
    const value = secret?.reveal() ?? null;
    const message = value === null ? null : value === "" ? "must not be empty" : kind.checkSecret(field, value);
    return message === null ? [] : [{ path: `secrets.${field}`, message }];
  });
}

function checkSettings(
  kind: TargetKind,
  settings: TargetSettings,
): { readonly valid: ValidTarget | null; readonly problems: PathProblem[] } {
  const inside = findSecretsInside(kind, settings);
  if (inside.length > 0) return { valid: null, problems: inside };
  const parsed = kind.settings.safeParse(settings);
  if (!parsed.success) return { valid: null, problems: toPathProblems(parsed.error, ["settings"]) };
  const prepared = kind.prepare(parsed.data);
  if (!prepared.ok) {
    return { valid: null, problems: prepared.problems.map(({ path, message }) => ({ path: ["settings", ...path], message })) };
  }
  // Notifiers describe settings as plain JSON objects: they travel as JSON.
  return { valid: { kind, settings: parsed.data as TargetSettings, origin: prepared.value.origin }, problems: [] };
}

/** Throws `target.kind-unknown`, or `request.invalid` naming `settings.…` and `secrets.…`; no text holds a secret. */
export function validateTarget(kinds: TargetKinds, { kind: name, settings, secrets }: TargetParts): ValidTarget {
  const kind = getTargetKind(kinds, name);
  checkSecretFields(kind, secrets);
  const { valid, problems } = checkSettings(kind, settings);
  const wrong = [...problems.map(toFieldProblem), ...checkSecretValues(kind, secrets)];
  if (valid === null || wrong.length > 0) throw invalidRequest(wrong);
  return valid;
}

/** Throws `request.invalid` naming the secrets without which nothing can be sent. `held`: the fields that have a value. */
export function checkRequiredSecrets({ secrets }: TargetKind, held: readonly string[]): void {
  const missing = Object.keys(secrets).filter((field) => secrets[field]?.required === true && !held.includes(field));
  if (missing.length > 0) throw invalidRequest(missing.map((field) => ({ path: `secrets.${field}`, message: "is required" })));
}
