import type { makeGetAgreement, makeListAgreementPeriods, makeListAgreements } from "./agreement/read-agreements.ts";
import type { makeCreateAgreement, makeDeleteAgreement, makeUpdateAgreement } from "./agreement/save-agreement.ts";

/** What can be done with promises to customers, ready to be called. */
export interface AgreementUseCases {
  readonly listAgreements: ReturnType<typeof makeListAgreements>;
  readonly getAgreement: ReturnType<typeof makeGetAgreement>;
  readonly listAgreementPeriods: ReturnType<typeof makeListAgreementPeriods>;
  readonly createAgreement: ReturnType<typeof makeCreateAgreement>;
  readonly updateAgreement: ReturnType<typeof makeUpdateAgreement>;
  readonly deleteAgreement: ReturnType<typeof makeDeleteAgreement>;
}
