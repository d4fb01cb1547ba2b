import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";

export const deleteServiceRoute =
  ({ usecases }: RouteDeps<"deleteService">): EndpointHandler<"deleteService"> =>
  async ({ params, revision }) => {
    await usecases.deleteService(params.name, revision);
    return null;
  };
