import type { EndpointHandler } from "../endpoint.ts";
import { toAgreementFields } from "./agreement.mapper.ts";
import type { AgreementRouteDeps } from "./agreement-route-deps.ts";

export const createAgreementRoute =
  ({ agreements }: AgreementRouteDeps<"createAgreement">): EndpointHandler<"createAgreement"> =>
  ({ body, actor }) =>
    agreements.createAgreement(toAgreementFields(body), actor.name);
