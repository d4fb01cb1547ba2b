import type { EndpointHandler } from "../endpoint.ts";
import { type AdjustmentRouteDeps, toAdjustmentResponse, toDraft } from "./adjustment.mapper.ts";

export const updateAdjustmentRoute =
  ({ adjustments }: AdjustmentRouteDeps<"updateAdjustment">): EndpointHandler<"updateAdjustment"> =>
  async ({ params, body, revision, actor }) =>
    toAdjustmentResponse(await adjustments.updateAdjustment({ id: params.id, expected: revision, actor }, toDraft(body)));
