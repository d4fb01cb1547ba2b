import type { EndpointHandler } from "../endpoint.ts";
import type { StreamRouteDeps } from "./stream-route-deps.ts";

export const getRefillRoute =
  ({ corrections }: StreamRouteDeps<"getRefill">): EndpointHandler<"getRefill"> =>
  ({ params }) =>
    corrections.getRefill(params.id);
