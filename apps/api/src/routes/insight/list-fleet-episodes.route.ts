import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";
import { toAskedRange } from "./asked-range.ts";

export const listFleetEpisodesRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "listFleetEpisodes"> }): EndpointHandler<"listFleetEpisodes"> =>
  async ({ query }) => {
    const { scope, name = null, limit } = query;
    return status.listFleetEpisodes({ ...toAskedRange(query), scope, name, limit });
  };
