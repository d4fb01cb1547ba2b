import type { Store } from "../infra/store/open-store.ts";
import { makeGetAgreement, makeListAgreementPeriods, makeListAgreements } from "../usecases/agreement/read-agreements.ts";
import { makeCreateAgreement, makeDeleteAgreement, makeUpdateAgreement } from "../usecases/agreement/save-agreement.ts";
import type { AgreementUseCases } from "../usecases/agreement-use-cases.ts";

export function composeAgreements({ agreements, directory, minutes, adjustments: { applied: adjustments } }: Store): AgreementUseCases {
  const deps = { agreements, directory, minutes, adjustments };
  return {
    listAgreements: makeListAgreements(deps),
    getAgreement: makeGetAgreement(deps),
    listAgreementPeriods: makeListAgreementPeriods(deps),
    createAgreement: makeCreateAgreement(deps),
    updateAgreement: makeUpdateAgreement(deps),
    deleteAgreement: makeDeleteAgreement(deps),
  };
}
