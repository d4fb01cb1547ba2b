import type { EndpointHandler } from "../endpoint.ts";
import type { TargetRouteDeps } from "./notification-route-deps.ts";
import { toTargetFields, toTargetResponse } from "./target.mapper.ts";

export const createTargetRoute =
  ({ notifications, targetKinds }: TargetRouteDeps<"createTarget">): EndpointHandler<"createTarget"> =>
  async ({ body }) =>
    toTargetResponse(await notifications.createTarget(toTargetFields(body)), targetKinds);
