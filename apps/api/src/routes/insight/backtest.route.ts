import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const backtestRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "backtest"> }): EndpointHandler<"backtest"> =>
  async ({ params, body }) =>
    status.backtest(params.name, body);
