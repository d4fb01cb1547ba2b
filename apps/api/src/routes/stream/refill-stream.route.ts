import type { EndpointHandler } from "../endpoint.ts";
import type { StreamRouteDeps } from "./stream-route-deps.ts";

export const refillStreamRoute =
  ({ corrections }: StreamRouteDeps<"requestRefill">): EndpointHandler<"refillStream"> =>
  ({ params, body, actor, signal }) =>
    corrections.requestRefill({ id: params.id, ...body, author: actor.name }, signal);
