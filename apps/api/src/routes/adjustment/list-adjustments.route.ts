import { minuteOfMs } from "@solvent/domain";
import type { EndpointHandler } from "../endpoint.ts";
import { type AdjustmentRouteDeps, toAdjustmentResponse } from "./adjustment.mapper.ts";

const toMinute = (instant: string | undefined): number | null => (instant === undefined ? null : minuteOfMs(Date.parse(instant)));

export const listAdjustmentsRoute =
  ({ adjustments }: AdjustmentRouteDeps<"listAdjustments">): EndpointHandler<"listAdjustments"> =>
  async ({ query }) => {
    const { objective = null, removed, from, to } = query;
    const filter = { objective, removed: removed === "true", from: toMinute(from), to: toMinute(to) };
    return { items: (await adjustments.listAdjustments(filter)).map(toAdjustmentResponse) };
  };
