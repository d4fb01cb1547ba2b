import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "../notification/notification-route-deps.ts";

export const getAlertRoute =
  ({ notifications }: NotificationRouteDeps<"getAlert">): EndpointHandler<"getAlert"> =>
  async ({ params }) =>
    notifications.getAlert(params.id);
