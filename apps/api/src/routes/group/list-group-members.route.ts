import type { EndpointHandler } from "../endpoint.ts";
import { toPageRequest, toPageResponse } from "../page-cursor.ts";
import type { GroupRouteDeps } from "./group-route-deps.ts";

const MEMBER_KEY = /^(?:active|archived)\/[a-z0-9-]{1,63}$/;

export const listGroupMembersRoute =
  ({ groups }: GroupRouteDeps<"listGroupMembers">): EndpointHandler<"listGroupMembers"> =>
  async ({ params, query }) => {
    const archived = query.archived === undefined ? null : query.archived === "true";
    const page = await groups.listGroupMembers(params.name, { ...toPageRequest(query, MEMBER_KEY), archived });
    return toPageResponse(page, (member) => member);
  };
