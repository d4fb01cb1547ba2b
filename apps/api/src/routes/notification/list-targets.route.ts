import type { EndpointHandler } from "../endpoint.ts";
import { NAME_KEY, toPageRequest, toPageResponse } from "../page-cursor.ts";
import type { TargetRouteDeps } from "./notification-route-deps.ts";
import { toTargetResponse } from "./target.mapper.ts";

export const listTargetsRoute =
  ({ notifications, targetKinds }: TargetRouteDeps<"listTargets">): EndpointHandler<"listTargets"> =>
  async ({ query }) =>
    toPageResponse(await notifications.listTargets(toPageRequest(query, NAME_KEY)), (target) => toTargetResponse(target, targetKinds));
