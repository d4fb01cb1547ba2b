import type { EndpointHandler } from "../endpoint.ts";
import { NAME_KEY, toPageRequest, toPageResponse } from "../page-cursor.ts";
import type { RouteDeps } from "../route-deps.ts";
import { toTeamResponse } from "./team.mapper.ts";

export const listTeamsRoute =
  ({ usecases }: RouteDeps<"listTeams">): EndpointHandler<"listTeams"> =>
  async ({ query }) =>
    toPageResponse(await usecases.listTeams(toPageRequest(query, NAME_KEY)), toTeamResponse);
