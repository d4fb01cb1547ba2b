import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";

export const deleteTeamRoute =
  ({ usecases }: RouteDeps<"deleteTeam">): EndpointHandler<"deleteTeam"> =>
  async ({ params }) => {
    await usecases.deleteTeam(params.name);
    return null;
  };
