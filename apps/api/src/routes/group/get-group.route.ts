import type { EndpointHandler } from "../endpoint.ts";
import { toGroupResponse } from "./group.mapper.ts";
import type { GroupRouteDeps } from "./group-route-deps.ts";

export const getGroupRoute =
  ({ groups }: GroupRouteDeps<"getGroup">): EndpointHandler<"getGroup"> =>
  async ({ params }) =>
    toGroupResponse(await groups.getGroup(params.name));
