import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const putEpisodeNoteRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "putEpisodeNote"> }): EndpointHandler<"putEpisodeNote"> =>
  async ({ params, body, actor }) =>
    status.putEpisodeNote({ objective: params.name, id: params.id }, body, actor);
