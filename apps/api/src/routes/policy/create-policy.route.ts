import type { EndpointHandler } from "../endpoint.ts";
import { toPolicyResponse } from "./policy.mapper.ts";
import type { PolicyRouteDeps } from "./policy-route-deps.ts";

export const createPolicyRoute =
  ({ policies }: PolicyRouteDeps<"createPolicy">): EndpointHandler<"createPolicy"> =>
  async ({ body, actor }) =>
    toPolicyResponse(await policies.createPolicy(body, actor));
