import type { EndpointHandler } from "../endpoint.ts";
import { type AdjustmentRouteDeps, toAdjustmentResponse, toDraft } from "./adjustment.mapper.ts";

export const createAdjustmentRoute =
  ({ adjustments }: AdjustmentRouteDeps<"createAdjustment">): EndpointHandler<"createAdjustment"> =>
  async ({ body, actor }) =>
    toAdjustmentResponse(await adjustments.createAdjustment(toDraft(body), actor));
