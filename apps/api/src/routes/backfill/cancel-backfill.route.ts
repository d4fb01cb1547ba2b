import { toBackfillProgress } from "../../usecases/status/to-summary.ts";
import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";

export const cancelBackfillRoute =
  ({ usecases, now }: RouteDeps<"cancelBackfill">): EndpointHandler<"cancelBackfill"> =>
  async ({ params }) =>
    toBackfillProgress(await usecases.cancelBackfill(params.id), now());
