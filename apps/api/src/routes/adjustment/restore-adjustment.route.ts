import type { EndpointHandler } from "../endpoint.ts";
import { type AdjustmentRouteDeps, toAdjustmentResponse } from "./adjustment.mapper.ts";

export const restoreAdjustmentRoute =
  ({ adjustments }: AdjustmentRouteDeps<"restoreAdjustment">): EndpointHandler<"restoreAdjustment"> =>
  async ({ params, revision, actor }) =>
    toAdjustmentResponse(await adjustments.restoreAdjustment({ id: params.id, expected: revision, actor }));
