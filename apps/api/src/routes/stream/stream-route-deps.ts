import type { CorrectionUseCases } from "../../usecases/correction-use-cases.ts";

/** What a route of streams may use. */
export interface StreamRouteDeps<K extends keyof CorrectionUseCases> {
  readonly corrections: Pick<CorrectionUseCases, K>;
}
