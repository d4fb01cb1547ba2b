import type { EndpointHandler } from "../endpoint.ts";
import { toPolicyResponse } from "./policy.mapper.ts";
import type { PolicyRouteDeps } from "./policy-route-deps.ts";

export const getPolicyRoute =
  ({ policies }: PolicyRouteDeps<"getPolicy">): EndpointHandler<"getPolicy"> =>
  async ({ params }) =>
    toPolicyResponse(await policies.getPolicy(params.name));
