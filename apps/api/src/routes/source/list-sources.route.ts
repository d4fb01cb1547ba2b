import type { EndpointHandler } from "../endpoint.ts";
import { NAME_KEY, toPageRequest, toPageResponse } from "../page-cursor.ts";
import { toSourceResponse } from "./source.mapper.ts";
import type { SourceRouteDeps } from "./source-route-deps.ts";

export const listSourcesRoute =
  ({ usecases, kinds }: SourceRouteDeps<"listSources">): EndpointHandler<"listSources"> =>
  async ({ query }) =>
    toPageResponse(await usecases.listSources(toPageRequest(query, NAME_KEY)), (source) => toSourceResponse(source, kinds));
