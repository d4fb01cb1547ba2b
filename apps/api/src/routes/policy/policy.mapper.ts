import { toOpenSlo } from "@solvent/spec";
import type { StoredPolicy } from "../../usecases/policy/policy-store.ts";
import type { EndpointResponse } from "../endpoint.ts";
import { toInstant } from "../to-instant.ts";

export const toPolicyResponse = (stored: StoredPolicy): EndpointResponse<"getPolicy"> => {
  const { definition } = stored;
  return {
    name: definition.name,
    displayName: definition.displayName,
    description: definition.description,
    conditions: [...definition.conditions],
    labels: definition.labels,
    annotations: definition.annotations,
    revision: stored.revision,
    author: stored.author,
    createdAt: toInstant(stored.createdAtMs),
    updatedAt: toInstant(stored.updatedAtMs),
    objectives: [...stored.objectives],
    openslo: toOpenSlo({ policies: [definition] }),
  };
};
