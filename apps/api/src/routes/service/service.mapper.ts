import type { StoredService } from "../../usecases/service/service-store.ts";
import type { EndpointResponse } from "../endpoint.ts";
import { toInstant } from "../to-instant.ts";

export const toServiceResponse = ({
  definition,
  revision,
  objectives,
  createdAtMs,
  updatedAtMs,
}: StoredService): EndpointResponse<"getService"> => ({
  name: definition.name,
  displayName: definition.displayName,
  description: definition.description,
  team: definition.team,
  labels: definition.labels,
  objectives,
  revision,
  createdAt: toInstant(createdAtMs),
  updatedAt: toInstant(updatedAtMs),
});
