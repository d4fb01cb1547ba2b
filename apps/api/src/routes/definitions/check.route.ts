import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const checkRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "checkDefinitions"> }): EndpointHandler<"check"> =>
  async ({ body, signal }) =>
    status.checkDefinitions(body.text, signal);
