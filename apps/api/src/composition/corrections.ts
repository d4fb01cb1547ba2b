import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../infra/store/open-store.ts";
import { makeListCorrections } from "../usecases/correction/list-corrections.ts";
import { makeGetRefill, makeListRefills } from "../usecases/correction/read-refills.ts";
import { makeRequestRefill } from "../usecases/correction/request-refill.ts";
import type { CorrectionUseCases } from "../usecases/correction-use-cases.ts";

export function composeCorrections({ corrections: stored }: Store, nudge: () => void): CorrectionUseCases {
  const { reader: corrections, refills } = stored;
  return {
    listCorrections: makeListCorrections({ refills, corrections }),
    requestRefill: makeRequestRefill({
      refills,
      nudge,
      monotonicMs: () => performance.now(),
      // An aborted wait ends early; who waits looks at the signal itself.
      sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    }),
    getRefill: makeGetRefill({ refills }),
    listRefills: makeListRefills({ refills }),
  };
}
