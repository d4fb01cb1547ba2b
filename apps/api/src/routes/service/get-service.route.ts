import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";
import { toServiceResponse } from "./service.mapper.ts";

export const getServiceRoute =
  ({ usecases }: RouteDeps<"getService">): EndpointHandler<"getService"> =>
  async ({ params }) =>
    toServiceResponse(await usecases.getService(params.name));
