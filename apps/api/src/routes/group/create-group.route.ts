import type { EndpointHandler } from "../endpoint.ts";
import { toGroupResponse } from "./group.mapper.ts";
import type { GroupRouteDeps } from "./group-route-deps.ts";

export const createGroupRoute =
  ({ groups }: GroupRouteDeps<"createGroup">): EndpointHandler<"createGroup"> =>
  async ({ body, actor }) =>
    toGroupResponse(await groups.createGroup(body, actor));
