import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "../notification/notification-route-deps.ts";
import { toMuteResponse } from "./mute.mapper.ts";

export const createMuteRoute =
  ({ notifications }: NotificationRouteDeps<"createMute">): EndpointHandler<"createMute"> =>
  async ({ body, actor }) =>
    toMuteResponse(await notifications.createMute({ ...body, author: actor.name }));
