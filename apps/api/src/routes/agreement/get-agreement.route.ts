import type { EndpointHandler } from "../endpoint.ts";
import type { AgreementRouteDeps } from "./agreement-route-deps.ts";

export const getAgreementRoute =
  ({ agreements }: AgreementRouteDeps<"getAgreement">): EndpointHandler<"getAgreement"> =>
  ({ params }) =>
    agreements.getAgreement(params.name);
