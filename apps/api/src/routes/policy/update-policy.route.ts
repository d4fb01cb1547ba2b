import type { EndpointHandler } from "../endpoint.ts";
import { toPolicyResponse } from "./policy.mapper.ts";
import type { PolicyRouteDeps } from "./policy-route-deps.ts";

export const updatePolicyRoute =
  ({ policies }: PolicyRouteDeps<"updatePolicy">): EndpointHandler<"updatePolicy"> =>
  async ({ params, body, revision, actor }) =>
    toPolicyResponse(await policies.updatePolicy({ name: params.name, definition: body, revision }, actor));
