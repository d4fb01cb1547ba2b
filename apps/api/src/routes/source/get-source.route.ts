import type { EndpointHandler } from "../endpoint.ts";
import { toSourceResponse } from "./source.mapper.ts";
import type { SourceRouteDeps } from "./source-route-deps.ts";

export const getSourceRoute =
  ({ usecases, kinds }: SourceRouteDeps<"getSource">): EndpointHandler<"getSource"> =>
  async ({ params }) =>
    toSourceResponse(await usecases.getSource(params.name), kinds);
