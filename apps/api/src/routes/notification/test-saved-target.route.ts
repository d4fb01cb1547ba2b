import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "./notification-route-deps.ts";

export const testSavedTargetRoute =
  ({ notifications }: NotificationRouteDeps<"testSavedTarget">): EndpointHandler<"testSavedTarget"> =>
  async ({ params, actor, signal }) =>
    notifications.testSavedTarget(params.name, actor, signal);
