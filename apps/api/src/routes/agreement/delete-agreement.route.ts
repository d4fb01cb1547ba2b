import type { EndpointHandler } from "../endpoint.ts";
import type { AgreementRouteDeps } from "./agreement-route-deps.ts";

export const deleteAgreementRoute =
  ({ agreements }: AgreementRouteDeps<"deleteAgreement">): EndpointHandler<"deleteAgreement"> =>
  async ({ params, revision }) => {
    await agreements.deleteAgreement(params.name, revision);
    return null;
  };
