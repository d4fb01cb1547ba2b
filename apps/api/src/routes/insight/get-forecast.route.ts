import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const getForecastRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "getForecast"> }): EndpointHandler<"getForecast"> =>
  async ({ params, query }) =>
    status.getForecast(params.name, query.lookbackMinutes ?? null);
