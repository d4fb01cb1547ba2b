import type { EndpointHandler } from "../endpoint.ts";
import type { AgreementRouteDeps } from "./agreement-route-deps.ts";

export const listAgreementPeriodsRoute =
  ({ agreements }: AgreementRouteDeps<"listAgreementPeriods">): EndpointHandler<"listAgreementPeriods"> =>
  async ({ params }) => ({ items: [...(await agreements.listAgreementPeriods(params.name))] });
