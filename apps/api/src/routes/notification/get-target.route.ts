import type { EndpointHandler } from "../endpoint.ts";
import type { TargetRouteDeps } from "./notification-route-deps.ts";
import { toTargetResponse } from "./target.mapper.ts";

export const getTargetRoute =
  ({ notifications, targetKinds }: TargetRouteDeps<"getTarget">): EndpointHandler<"getTarget"> =>
  async ({ params }) =>
    toTargetResponse(await notifications.getTarget(params.name), targetKinds);
