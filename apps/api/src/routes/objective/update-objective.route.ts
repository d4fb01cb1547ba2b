import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";
import { toObjectiveResponse } from "./objective.mapper.ts";

export const updateObjectiveRoute =
  ({ usecases, now }: RouteDeps<"updateObjective">): EndpointHandler<"updateObjective"> =>
  async ({ params, body, revision, actor }) =>
    toObjectiveResponse(await usecases.updateObjective({ name: params.name, fields: body, revision }, actor), now());
