import type { StatusUseCases } from "../../usecases/status-use-cases.ts";
import type { EndpointHandler } from "../endpoint.ts";

export const aboutRoute =
  ({ status }: { readonly status: Pick<StatusUseCases, "about"> }): EndpointHandler<"about"> =>
  async () =>
    status.about();
