import type { StoredRoute } from "../../usecases/notification/route-store.ts";
import type { EndpointResponse } from "../endpoint.ts";
import { toInstant } from "../to-instant.ts";

export const toRouteResponse = ({ scope, name, page, ticket, updatedAtMs }: StoredRoute): EndpointResponse<"putRoute"> => ({
  scope,
  name,
  page: [...page],
  ticket: [...ticket],
  updatedAt: toInstant(updatedAtMs),
});
