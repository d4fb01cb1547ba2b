import { AdjustmentCategory } from "@solvent/api-contract";
import { isoOfMinute, type MinuteInterval } from "@solvent/domain";
import type { AdjustmentDraft } from "../../usecases/adjustment/check-adjustment.ts";
import type { PreviewedAdjustment } from "../../usecases/adjustment/preview-adjustment.ts";
import type { ShownAdjustment } from "../../usecases/adjustment/show-adjustment.ts";
import type { AdjustmentUseCases } from "../../usecases/adjustment-use-cases.ts";
import { toFigure, toFigureOrNull } from "../../usecases/status/figures.ts";
import type { EndpointRequest, EndpointResponse } from "../endpoint.ts";
import { toInstant } from "../to-instant.ts";

export interface AdjustmentRouteDeps<K extends keyof AdjustmentUseCases> {
  readonly adjustments: Pick<AdjustmentUseCases, K>;
}

export const toDraft = ({ from, to, ...body }: EndpointRequest<"createAdjustment">["body"]): AdjustmentDraft => ({
  ...body,
  fromMs: Date.parse(from),
  toMs: Date.parse(to),
});

const toInterval = ({ start, end }: MinuteInterval) => ({ from: isoOfMinute(start), to: isoOfMinute(end) });

export const toAdjustmentResponse = (adjustment: ShownAdjustment): EndpointResponse<"createAdjustment"> => ({
  id: adjustment.id,
  scope: adjustment.scope,
  name: adjustment.name,
  mode: adjustment.mode,
  from: isoOfMinute(adjustment.from),
  to: isoOfMinute(adjustment.to),
  recurrence: adjustment.recurrence,
  category: AdjustmentCategory.parse(adjustment.category),
  reason: adjustment.reason,
  author: adjustment.author,
  version: adjustment.version,
  createdAt: toInstant(adjustment.createdAtMs),
  removed: adjustment.removed,
  next: adjustment.next === null ? null : toInterval(adjustment.next),
  removable: adjustment.broughtBy === null,
});

export const toPreviewResponse = ({ occurrences, effects, objectives }: PreviewedAdjustment): EndpointResponse<"previewAdjustment"> => ({
  occurrences: occurrences.map(toInterval),
  effects: effects.map(({ entry, before, after, excludedFraction, excludedTooMuch }) => ({
    objective: entry.name,
    displayName: entry.displayName,
    before: toFigureOrNull(before),
    after: toFigureOrNull(after),
    excludedFraction: toFigure(excludedFraction),
    excludedTooMuch,
  })),
  objectives,
});
