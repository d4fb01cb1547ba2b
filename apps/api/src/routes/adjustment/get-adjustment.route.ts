import type { EndpointHandler } from "../endpoint.ts";
import { type AdjustmentRouteDeps, toAdjustmentResponse } from "./adjustment.mapper.ts";

export const getAdjustmentRoute =
  ({ adjustments }: AdjustmentRouteDeps<"getAdjustment">): EndpointHandler<"getAdjustment"> =>
  async ({ params }) => ({
    versions: (await adjustments.getAdjustment(params.id)).map(toAdjustmentResponse),
  });
