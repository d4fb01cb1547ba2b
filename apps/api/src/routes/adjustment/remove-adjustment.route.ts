import type { EndpointHandler } from "../endpoint.ts";
import { type AdjustmentRouteDeps, toAdjustmentResponse } from "./adjustment.mapper.ts";

export const removeAdjustmentRoute =
  ({ adjustments }: AdjustmentRouteDeps<"removeAdjustment">): EndpointHandler<"removeAdjustment"> =>
  async ({ params, revision, actor }) =>
    toAdjustmentResponse(await adjustments.removeAdjustment({ id: params.id, expected: revision, actor }));
