import type { AgreementUseCases } from "../../usecases/agreement-use-cases.ts";

/** What a route of agreements may use. */
export interface AgreementRouteDeps<K extends keyof AgreementUseCases> {
  readonly agreements: Pick<AgreementUseCases, K>;
}
