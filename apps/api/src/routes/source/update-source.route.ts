import type { EndpointHandler } from "../endpoint.ts";
import { toSecretChanges } from "../secret-changes.ts";
import { toSourceResponse } from "./source.mapper.ts";
import type { SourceRouteDeps } from "./source-route-deps.ts";

export const updateSourceRoute =
  ({ usecases, kinds }: SourceRouteDeps<"updateSource">): EndpointHandler<"updateSource"> =>
  async ({ params, body, revision }) => {
    const fields = { ...body, secrets: toSecretChanges(body.secrets) };
    return toSourceResponse(await usecases.updateSource({ name: params.name, fields, revision }), kinds);
  };
