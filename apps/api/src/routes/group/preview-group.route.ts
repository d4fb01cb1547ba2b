import type { EndpointHandler } from "../endpoint.ts";
import type { GroupRouteDeps } from "./group-route-deps.ts";

export const previewGroupRoute =
  ({ groups }: GroupRouteDeps<"previewGroup">): EndpointHandler<"previewGroup"> =>
  ({ body, signal }) =>
    groups.previewGroup(body, signal);
