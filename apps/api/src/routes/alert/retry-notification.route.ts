import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "../notification/notification-route-deps.ts";

export const retryNotificationRoute =
  ({ notifications }: NotificationRouteDeps<"retryNotification">): EndpointHandler<"retryNotification"> =>
  async ({ params }) =>
    notifications.retryNotification(params.id);
