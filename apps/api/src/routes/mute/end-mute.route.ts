import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "../notification/notification-route-deps.ts";
import { toMuteResponse } from "./mute.mapper.ts";

export const endMuteRoute =
  ({ notifications }: NotificationRouteDeps<"endMute">): EndpointHandler<"endMute"> =>
  async ({ params, actor }) =>
    toMuteResponse(await notifications.endMute(params.id, actor));
