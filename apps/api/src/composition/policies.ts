import type { AlertPolicyDefinition } from "@solvent/domain";
import { toOpenSlo } from "@solvent/spec";
import { makeDeletePolicy } from "../usecases/policy/delete-policy.ts";
import { makeGetPolicy } from "../usecases/policy/get-policy.ts";
import { makeGetObjectivePolicy, makePreviewPolicy } from "../usecases/policy/preview-policy.ts";
import { makeCreatePolicy, makeUpdatePolicy } from "../usecases/policy/save-policy.ts";
import type { PolicyUseCases } from "../usecases/policy-use-cases.ts";
import { nudging } from "./nudging.ts";
import type { Parts } from "./parts.ts";

export function composePolicies({ store, reader, nudge }: Parts): PolicyUseCases {
  const { policies, inTransaction } = store.definitions;
  const policyToOpenSlo = (definition: AlertPolicyDefinition) => toOpenSlo({ policies: [definition] });
  const save = { policies, inTransaction, read: reader.read, policyToOpenSlo };
  const preview = { directory: store.directory, minutes: store.minutes };
  return {
    listPolicies: policies.list,
    createPolicy: makeCreatePolicy(save),
    getPolicy: makeGetPolicy({ policies }),
    updatePolicy: nudging(makeUpdatePolicy(save), nudge),
    deletePolicy: makeDeletePolicy({ inTransaction }),
    previewPolicy: makePreviewPolicy(preview),
    getObjectivePolicy: makeGetObjectivePolicy(preview),
  };
}
