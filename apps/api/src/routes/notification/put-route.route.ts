import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "./notification-route-deps.ts";
import { toRouteResponse } from "./route.mapper.ts";

export const putRouteRoute =
  ({ notifications }: NotificationRouteDeps<"putRoute">): EndpointHandler<"putRoute"> =>
  async ({ params, body }) =>
    toRouteResponse(await notifications.putRoute({ ...params, targets: body }));
