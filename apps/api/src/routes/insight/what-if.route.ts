import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const whatIfRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "whatIf"> }): EndpointHandler<"whatIf"> =>
  async ({ params, body }) =>
    status.whatIf(params.name, body);
