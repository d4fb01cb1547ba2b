import type { EndpointHandler } from "../endpoint.ts";
import type { SourceRouteDeps } from "./source-route-deps.ts";

export const deleteSourceRoute =
  ({ usecases }: Pick<SourceRouteDeps<"deleteSource">, "usecases">): EndpointHandler<"deleteSource"> =>
  async ({ params, revision }) => {
    await usecases.deleteSource(params.name, revision);
    return null;
  };
