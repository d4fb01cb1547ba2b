import type { EndpointHandler } from "../endpoint.ts";
import type { GroupRouteDeps } from "./group-route-deps.ts";

export const deleteGroupRoute =
  ({ groups }: GroupRouteDeps<"deleteGroup">): EndpointHandler<"deleteGroup"> =>
  async ({ params, revision }) => {
    await groups.deleteGroup(params.name, revision);
    return null;
  };
