import type { EndpointHandler } from "../endpoint.ts";
import { toSecretChanges } from "../secret-changes.ts";
import { toTestResponse } from "./source.mapper.ts";
import type { SourceRouteDeps } from "./source-route-deps.ts";

export const testSourceRoute =
  ({ usecases }: Pick<SourceRouteDeps<"testSource">, "usecases">): EndpointHandler<"testSource"> =>
  async ({ body, signal }) => {
    const { name = null, kind, connection, secrets } = body;
    return toTestResponse(await usecases.testSource({ name, kind, connection, secrets: toSecretChanges(secrets) }, signal));
  };
