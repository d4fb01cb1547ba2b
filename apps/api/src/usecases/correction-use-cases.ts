import type { makeListCorrections } from "./correction/list-corrections.ts";
import type { makeGetRefill, makeListRefills } from "./correction/read-refills.ts";
import type { makeRequestRefill } from "./correction/request-refill.ts";

/** What can be done with minutes that are stored already, ready to be called. */
export interface CorrectionUseCases {
  readonly listCorrections: ReturnType<typeof makeListCorrections>;
  readonly requestRefill: ReturnType<typeof makeRequestRefill>;
  readonly getRefill: ReturnType<typeof makeGetRefill>;
  readonly listRefills: ReturnType<typeof makeListRefills>;
}
