import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const listObjectivePeriodsRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "listObjectivePeriods"> }): EndpointHandler<"listObjectivePeriods"> =>
  async ({ params }) =>
    status.listObjectivePeriods(params.name);
