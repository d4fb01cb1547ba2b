import type { EndpointHandler } from "../endpoint.ts";
import type { TargetRouteDeps } from "./notification-route-deps.ts";
import { toTargetFields, toTargetResponse } from "./target.mapper.ts";

export const updateTargetRoute =
  ({ notifications, targetKinds }: TargetRouteDeps<"updateTarget">): EndpointHandler<"updateTarget"> =>
  async ({ params, body, revision }) =>
    toTargetResponse(await notifications.updateTarget({ name: params.name, fields: toTargetFields(body), revision }), targetKinds);
