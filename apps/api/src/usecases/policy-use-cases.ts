import type { makeDeletePolicy } from "./policy/delete-policy.ts";
import type { makeGetPolicy } from "./policy/get-policy.ts";
import type { PolicyReader } from "./policy/policy-store.ts";
import type { makeGetObjectivePolicy, makePreviewPolicy } from "./policy/preview-policy.ts";
import type { makeCreatePolicy, makeUpdatePolicy } from "./policy/save-policy.ts";

/** What can be done with alert policies. */
export interface PolicyUseCases {
  readonly listPolicies: PolicyReader["list"];
  readonly createPolicy: ReturnType<typeof makeCreatePolicy>;
  readonly getPolicy: ReturnType<typeof makeGetPolicy>;
  readonly updatePolicy: ReturnType<typeof makeUpdatePolicy>;
  readonly deletePolicy: ReturnType<typeof makeDeletePolicy>;
  readonly previewPolicy: ReturnType<typeof makePreviewPolicy>;
  readonly getObjectivePolicy: ReturnType<typeof makeGetObjectivePolicy>;
}
