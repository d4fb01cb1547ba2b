import type { EndpointHandler } from "../endpoint.ts";
import type { PolicyRouteDeps } from "./policy-route-deps.ts";

export const getObjectivePolicyRoute =
  ({ policies }: PolicyRouteDeps<"getObjectivePolicy">): EndpointHandler<"getObjectivePolicy"> =>
  ({ params }) =>
    policies.getObjectivePolicy(params.name);
