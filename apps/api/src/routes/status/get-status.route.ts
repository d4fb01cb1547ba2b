import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const getStatusRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "getStatus"> }): EndpointHandler<"getStatus"> =>
  async ({ params }) =>
    status.getStatus(params.name);
