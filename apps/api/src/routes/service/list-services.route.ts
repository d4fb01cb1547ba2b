import type { EndpointHandler } from "../endpoint.ts";
import { NAME_KEY, toPageRequest, toPageResponse } from "../page-cursor.ts";
import type { RouteDeps } from "../route-deps.ts";
import { toServiceResponse } from "./service.mapper.ts";

export const listServicesRoute =
  ({ usecases }: RouteDeps<"listServices">): EndpointHandler<"listServices"> =>
  async ({ query }) =>
    toPageResponse(await usecases.listServices(toPageRequest(query, NAME_KEY)), toServiceResponse);
