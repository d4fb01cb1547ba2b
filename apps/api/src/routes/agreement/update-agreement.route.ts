import type { EndpointHandler } from "../endpoint.ts";
import { toAgreementFields } from "./agreement.mapper.ts";
import type { AgreementRouteDeps } from "./agreement-route-deps.ts";

export const updateAgreementRoute =
  ({ agreements }: AgreementRouteDeps<"updateAgreement">): EndpointHandler<"updateAgreement"> =>
  ({ params, body, revision, actor }) =>
    agreements.updateAgreement(params.name, { fields: toAgreementFields(body), revision, author: actor.name });
