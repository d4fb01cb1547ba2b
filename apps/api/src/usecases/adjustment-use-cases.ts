import type { makeRemoveAdjustment, makeRestoreAdjustment, makeUpdateAdjustment } from "./adjustment/change-adjustment.ts";
import type { makeCreateAdjustment } from "./adjustment/create-adjustment.ts";
import type { makeGetAdjustment, makeListAdjustments } from "./adjustment/list-adjustments.ts";
import type { makePreviewAdjustment } from "./adjustment/preview-adjustment.ts";

/** What can be done with exclusions and forgivenesses, ready to be called. */
export interface AdjustmentUseCases {
  readonly listAdjustments: ReturnType<typeof makeListAdjustments>;
  readonly getAdjustment: ReturnType<typeof makeGetAdjustment>;
  readonly createAdjustment: ReturnType<typeof makeCreateAdjustment>;
  readonly updateAdjustment: ReturnType<typeof makeUpdateAdjustment>;
  readonly removeAdjustment: ReturnType<typeof makeRemoveAdjustment>;
  readonly restoreAdjustment: ReturnType<typeof makeRestoreAdjustment>;
  readonly previewAdjustment: ReturnType<typeof makePreviewAdjustment>;
}
