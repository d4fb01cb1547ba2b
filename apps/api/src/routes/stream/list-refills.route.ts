import type { EndpointHandler } from "../endpoint.ts";
import { toPageRequest, toPageResponse } from "../page-cursor.ts";
import type { StreamRouteDeps } from "./stream-route-deps.ts";

const REFILL_KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const listRefillsRoute =
  ({ corrections }: StreamRouteDeps<"listRefills">): EndpointHandler<"listRefills"> =>
  async ({ params, query }) =>
    toPageResponse(await corrections.listRefills(params.id, toPageRequest(query, REFILL_KEY)), (item) => item);
