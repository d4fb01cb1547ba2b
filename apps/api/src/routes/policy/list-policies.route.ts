import type { EndpointHandler } from "../endpoint.ts";
import { NAME_KEY, toPageRequest, toPageResponse } from "../page-cursor.ts";
import { toPolicyResponse } from "./policy.mapper.ts";
import type { PolicyRouteDeps } from "./policy-route-deps.ts";

export const listPoliciesRoute =
  ({ policies }: PolicyRouteDeps<"listPolicies">): EndpointHandler<"listPolicies"> =>
  async ({ query }) => {
    const page = { ...toPageRequest(query, NAME_KEY), objective: query.objective ?? null };
    return toPageResponse(await policies.listPolicies(page), toPolicyResponse);
  };
