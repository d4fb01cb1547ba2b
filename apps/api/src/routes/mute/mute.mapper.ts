import type { StoredMute } from "../../usecases/mute/mute-store.ts";
import type { EndpointResponse } from "../endpoint.ts";
import { toInstant } from "../to-instant.ts";

export const toMuteResponse = ({ createdAtMs, endsAtMs, ...mute }: StoredMute): EndpointResponse<"createMute"> => ({
  ...mute,
  createdAt: toInstant(createdAtMs),
  endsAt: toInstant(endsAtMs),
});
