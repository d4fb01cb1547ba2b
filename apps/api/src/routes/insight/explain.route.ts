import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const explainRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "explain"> }): EndpointHandler<"explain"> =>
  async ({ params, query }) =>
    status.explain(params.name, query);
