import { AppError } from "../../errors/app-error.ts";
import type { PolicyReader, StoredPolicy } from "./policy-store.ts";

export const policyNotFound = (name: string): AppError => new AppError("policy.not-found", `There is no alert policy "${name}"`);

/** Throws `policy.not-found`. */
export const makeGetPolicy =
  (deps: { readonly policies: Pick<PolicyReader, "find"> }) =>
  async (name: string): Promise<StoredPolicy> => {
    const stored = await deps.policies.find(name);
    if (stored === null) throw policyNotFound(name);
    return stored;
  };
