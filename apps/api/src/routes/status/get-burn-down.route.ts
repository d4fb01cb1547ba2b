import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const getBurnDownRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "getBurnDown"> }): EndpointHandler<"getBurnDown"> =>
  async ({ params }) =>
    status.getBurnDown(params.name);
