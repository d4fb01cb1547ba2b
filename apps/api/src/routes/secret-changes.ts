import { Secret } from "../secret.ts";
import type { SecretChanges } from "../usecases/source/plan-secrets.ts";

/** Text of a request becomes secret at once, so that nothing behind this can show it. */
export const toSecretChanges = (secrets: Readonly<Record<string, string | null>>): SecretChanges =>
  new Map(Object.entries(secrets).map(([field, value]) => [field, value === null ? null : new Secret(value)]));
