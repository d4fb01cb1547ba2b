import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";
import { toObjectiveResponse } from "./objective.mapper.ts";

export const getObjectiveRoute =
  ({ usecases, now }: RouteDeps<"getObjective">): EndpointHandler<"getObjective"> =>
  async ({ params }) =>
    toObjectiveResponse(await usecases.getObjective(params.name), now());
