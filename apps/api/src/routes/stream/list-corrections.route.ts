import { minuteOfMs } from "@solvent/domain";
import type { EndpointHandler } from "../endpoint.ts";
import { toPageRequest, toPageResponse } from "../page-cursor.ts";
import type { StreamRouteDeps } from "./stream-route-deps.ts";

const CORRECTION_KEY = /^\d{1,18}$/;

const toMinute = (instant: string | undefined): number | null => (instant === undefined ? null : minuteOfMs(Date.parse(instant)));

export const listCorrectionsRoute =
  ({ corrections }: StreamRouteDeps<"listCorrections">): EndpointHandler<"listCorrections"> =>
  async ({ params, query: { from, to, cause, ...page } }) => {
    const filter = { from: toMinute(from), to: toMinute(to), cause: cause ?? null };
    return toPageResponse(await corrections.listCorrections(params.id, filter, toPageRequest(page, CORRECTION_KEY)), (item) => item);
  };
