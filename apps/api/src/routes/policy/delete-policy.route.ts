import type { EndpointHandler } from "../endpoint.ts";
import type { PolicyRouteDeps } from "./policy-route-deps.ts";

export const deletePolicyRoute =
  ({ policies }: PolicyRouteDeps<"deletePolicy">): EndpointHandler<"deletePolicy"> =>
  async ({ params, revision }) => {
    await policies.deletePolicy(params.name, revision);
    return null;
  };
