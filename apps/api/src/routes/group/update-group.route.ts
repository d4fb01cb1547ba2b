import type { EndpointHandler } from "../endpoint.ts";
import { toGroupResponse } from "./group.mapper.ts";
import type { GroupRouteDeps } from "./group-route-deps.ts";

export const updateGroupRoute =
  ({ groups }: GroupRouteDeps<"updateGroup">): EndpointHandler<"updateGroup"> =>
  async ({ params, body, revision, actor }) =>
    toGroupResponse(await groups.updateGroup({ name: params.name, fields: body, revision }, actor));
