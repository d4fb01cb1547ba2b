import { randomUUID } from "node:crypto";
import { systemClock as now } from "../clock.ts";
import type { Store } from "../infra/store/open-store.ts";
import { makeRemoveAdjustment, makeRestoreAdjustment, makeUpdateAdjustment } from "../usecases/adjustment/change-adjustment.ts";
import { makeCreateAdjustment } from "../usecases/adjustment/create-adjustment.ts";
import { makeGetAdjustment, makeListAdjustments, makeShowNewest } from "../usecases/adjustment/list-adjustments.ts";
import { makePreviewAdjustment } from "../usecases/adjustment/preview-adjustment.ts";
import { makeShowAdjustment } from "../usecases/adjustment/show-adjustment.ts";
import type { AdjustmentUseCases } from "../usecases/adjustment-use-cases.ts";

export function composeAdjustments({ adjustments: stored, directory, minutes }: Store): AdjustmentUseCases {
  const { recurrences, reader: adjustments, applied, inTransaction } = stored;
  const show = makeShowAdjustment({ recurrences, now });
  const change = { inTransaction, recurrences, showNewest: makeShowNewest({ adjustments, show }), newId: randomUUID };
  return {
    listAdjustments: makeListAdjustments({ adjustments, recurrences, show }),
    getAdjustment: makeGetAdjustment({ adjustments, show }),
    createAdjustment: makeCreateAdjustment(change),
    updateAdjustment: makeUpdateAdjustment(change),
    removeAdjustment: makeRemoveAdjustment(change),
    restoreAdjustment: makeRestoreAdjustment(change),
    previewAdjustment: makePreviewAdjustment({ directory, minutes, adjustments: applied, recurrences, inTransaction }),
  };
}
