import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const listObjectivesRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "listObjectives"> }): EndpointHandler<"listObjectives"> =>
  async ({ query }) =>
    status.listObjectives(query);
