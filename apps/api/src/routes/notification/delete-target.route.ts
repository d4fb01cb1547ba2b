import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "./notification-route-deps.ts";

export const deleteTargetRoute =
  ({ notifications }: NotificationRouteDeps<"deleteTarget">): EndpointHandler<"deleteTarget"> =>
  async ({ params, revision }) => {
    await notifications.deleteTarget(params.name, revision);
    return null;
  };
