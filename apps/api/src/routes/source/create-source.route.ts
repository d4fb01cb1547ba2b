import type { EndpointHandler } from "../endpoint.ts";
import { toSecretChanges } from "../secret-changes.ts";
import { toSourceResponse } from "./source.mapper.ts";
import type { SourceRouteDeps } from "./source-route-deps.ts";

export const createSourceRoute =
  ({ usecases, kinds }: SourceRouteDeps<"createSource">): EndpointHandler<"createSource"> =>
  async ({ body }) =>
    toSourceResponse(await usecases.createSource({ ...body, secrets: toSecretChanges(body.secrets) }), kinds);
