import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";

export const deleteObjectiveRoute =
  ({ usecases }: RouteDeps<"deleteObjective">): EndpointHandler<"deleteObjective"> =>
  async ({ params, revision }) => {
    await usecases.deleteObjective(params.name, revision);
    return null;
  };
