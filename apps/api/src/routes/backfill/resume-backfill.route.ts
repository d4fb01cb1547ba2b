import { toBackfillProgress } from "../../usecases/status/to-summary.ts";
import type { EndpointHandler } from "../endpoint.ts";
import type { RouteDeps } from "../route-deps.ts";

export const resumeBackfillRoute =
  ({ usecases, now }: RouteDeps<"resumeBackfill">): EndpointHandler<"resumeBackfill"> =>
  async ({ params }) =>
    toBackfillProgress(await usecases.resumeBackfill(params.id), now());
