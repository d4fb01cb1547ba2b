import type { EndpointHandler } from "../endpoint.ts";
import { NAME_KEY, toPageRequest, toPageResponse } from "../page-cursor.ts";
import type { AgreementRouteDeps } from "./agreement-route-deps.ts";

export const listAgreementsRoute =
  ({ agreements }: AgreementRouteDeps<"listAgreements">): EndpointHandler<"listAgreements"> =>
  async ({ query }) =>
    toPageResponse(await agreements.listAgreements(toPageRequest(query, NAME_KEY), query.objective), (agreement) => agreement);
