import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";
import { toTeamResponse } from "./team.mapper.ts";

export const getTeamRoute =
  ({ usecases }: RouteDeps<"getTeam">): EndpointHandler<"getTeam"> =>
  async ({ params }) =>
    toTeamResponse(await usecases.getTeam(params.name));
