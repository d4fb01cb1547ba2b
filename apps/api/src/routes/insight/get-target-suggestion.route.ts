import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const getTargetSuggestionRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "getTargetSuggestion"> }): EndpointHandler<"getTargetSuggestion"> =>
  async ({ params }) =>
    status.getTargetSuggestion(params.name);
