import type { Store } from "../infra/store/open-store.ts";
import { makeListCorrections } from "../usecases/correction/list-corrections.ts";
import { makeGetRefill, makeListRefills } from "../usecases/correction/read-refills.ts";
import { makeRequestRefill } from "../usecases/correction/request-refill.ts";
import type { CorrectionUseCases } from "../usecases/correction-use-cases.ts";
import { sleep } from "./sleep.ts";

export function composeCorrections({ corrections: stored }: Store, nudge: () => void): CorrectionUseCases {
  const { reader: corrections, refills } = stored;
  return {
    listCorrections: makeListCorrections({ refills, corrections }),
    requestRefill: makeRequestRefill({ refills, nudge, monotonicMs: () => performance.now(), sleep }),
    getRefill: makeGetRefill({ refills }),
    listRefills: makeListRefills({ refills }),
  };
}
