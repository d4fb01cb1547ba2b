import type { EndpointHandler } from "../endpoint.ts";
import type { NotificationRouteDeps } from "../notification/notification-route-deps.ts";
import { toMuteResponse } from "./mute.mapper.ts";

export const listMutesRoute =
  ({ notifications }: NotificationRouteDeps<"listMutes">): EndpointHandler<"listMutes"> =>
  async () => ({
    items: (await notifications.listMutes()).map(toMuteResponse),
  });
