import type { EndpointHandler } from "../endpoint.ts";
import { toLookUpResponse } from "./source.mapper.ts";
import type { SourceRouteDeps } from "./source-route-deps.ts";

export const lookUpSourceRoute =
  ({ usecases }: Pick<SourceRouteDeps<"lookUpSource">, "usecases">): EndpointHandler<"lookUpSource"> =>
  async ({ params, query: { what, text, within = null, limit }, signal }) =>
    toLookUpResponse(await usecases.lookUpSource(params.name, { what, text, within, limit }, signal));
