import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "./notification-route-deps.ts";

export const deleteRouteRoute =
  ({ notifications }: NotificationRouteDeps<"deleteRoute">): EndpointHandler<"deleteRoute"> =>
  async ({ params }) => {
    await notifications.deleteRoute(params.scope, params.subject);
    return null;
  };
