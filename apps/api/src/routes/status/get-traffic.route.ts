import { MINUTE_MS } from "@solvent/domain";
import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

const toMinute = (instant: string): number => Date.parse(instant) / MINUTE_MS;

export const getTrafficRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "getTraffic"> }): EndpointHandler<"getTraffic"> =>
  async ({ params, query }) =>
    status.getTraffic(params.name, { from: toMinute(query.from), to: toMinute(query.to) });
