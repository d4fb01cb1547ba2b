import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const getStatusRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "getStatus"> }): EndpointHandler<"getStatus"> =>
  async ({ params, query }) =>
    status.getStatus(params.name, query);
