import type { FieldProblem } from "@solvent/api-contract";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { Secret } from "../../secret.ts";

/** What a caller sends: a value sets, null removes, a field that is left out keeps what is stored. */
export type SecretChanges = ReadonlyMap<string, Secret | null>;

/** What is stored: which fields hold a value, and the address that they may be sent to. */
export interface StoredSecrets {
  readonly fields: readonly string[];
  readonly origin: string | null;
}

/** Throws `request.invalid` naming fields that the kind does not have. */
export function checkSecretFields(kind: { readonly secrets: Readonly<Record<string, unknown>> }, changes: SecretChanges): void {
  const known = Object.keys(kind.secrets);
  const problems = [...changes.keys()]
    .filter((field) => !known.includes(field))
    .map(
      (field): FieldProblem => ({
        path: `secrets.${field}`,
        message: known.length === 0 ? "has no place: this kind has no secrets" : `must be one of ${known.join(", ")}`,
      }),
    );
  if (problems.length > 0) throw invalidRequest(problems);
}

/** Where secrets are to be sent from now on, and the code of the refusal. `origin` null: the address is itself a secret. */
export interface SecretUse {
  readonly origin: string | null;
  readonly code: "source.secret-required" | "target.secret-required";
}

/**
 * Fields whose stored value stays in use. Secrets are bound to scheme, host and port: whoever could change the address alone
 * would have the secrets sent to a server of his own. Throws `source.secret-required` or its like, naming the fields to give again.
 */
export function keptSecrets(stored: StoredSecrets, changes: SecretChanges, { origin, code }: SecretUse): readonly string[] {
  const kept = stored.fields.filter((field) => !changes.has(field));
  if (kept.length === 0 || stored.origin === origin) return kept;
  throw new AppError(
    code,
    `The secrets were given for ${stored.origin ?? "another address"}. Give them again for ${origin ?? "the new one"}`,
    {
      problems: kept.map((field) => ({
        path: `secrets.${field}`,
        message: "must be given again, or removed with null, because the address changes",
      })),
    },
  );
}
