import type { EndpointHandler } from "../endpoint.ts";
import { NAME_KEY, toPageRequest, toPageResponse } from "../page-cursor.ts";
import { toGroupResponse } from "./group.mapper.ts";
import type { GroupRouteDeps } from "./group-route-deps.ts";

export const listGroupsRoute =
  ({ groups }: GroupRouteDeps<"listGroups">): EndpointHandler<"listGroups"> =>
  async ({ query }) =>
    toPageResponse(await groups.listGroups(toPageRequest(query, NAME_KEY)), toGroupResponse);
