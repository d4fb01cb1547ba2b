import type { EndpointHandler } from "../endpoint.ts";
import { toTestResponse } from "./source.mapper.ts";
import type { SourceRouteDeps } from "./source-route-deps.ts";

export const testSavedSourceRoute =
  ({ usecases }: Pick<SourceRouteDeps<"testSavedSource">, "usecases">): EndpointHandler<"testSavedSource"> =>
  async ({ params, signal }) =>
    toTestResponse(await usecases.testSavedSource(params.name, signal));
