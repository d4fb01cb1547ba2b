import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";
import { toObjectiveResponse } from "./objective.mapper.ts";

export const createObjectiveRoute =
  ({ usecases, now }: RouteDeps<"createObjective">): EndpointHandler<"createObjective"> =>
  async ({ body, actor }) =>
    toObjectiveResponse(await usecases.createObjective(body, actor), now());
