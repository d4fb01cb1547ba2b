import type { EndpointHandler } from "../endpoint.ts";
import { type AdjustmentRouteDeps, toDraft, toPreviewResponse } from "./adjustment.mapper.ts";

export const previewAdjustmentRoute =
  ({ adjustments }: AdjustmentRouteDeps<"previewAdjustment">): EndpointHandler<"previewAdjustment"> =>
  async ({ body }) =>
    toPreviewResponse(await adjustments.previewAdjustment(toDraft(body)));
