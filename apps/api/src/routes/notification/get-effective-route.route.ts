import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "./notification-route-deps.ts";
import { toRouteResponse } from "./route.mapper.ts";

export const getEffectiveRouteRoute =
  ({ notifications }: NotificationRouteDeps<"getEffectiveRoute">): EndpointHandler<"getEffectiveRoute"> =>
  async ({ params }) => {
    const route = await notifications.getEffectiveRoute(params.name);
    return { route: route === null ? null : toRouteResponse(route) };
  };
