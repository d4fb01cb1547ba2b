import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "./notification-route-deps.ts";
import { toRouteResponse } from "./route.mapper.ts";

export const listRoutesRoute =
  ({ notifications }: NotificationRouteDeps<"listRoutes">): EndpointHandler<"listRoutes"> =>
  async () => ({
    items: (await notifications.listRoutes()).map(toRouteResponse),
  });
