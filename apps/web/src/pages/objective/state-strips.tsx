import type { Alert, Objective, ObjectiveStatus } from "@solvent/api-contract";
import type { GapBand } from "../../charts/gaps.ts";
import { msOfIso } from "../../lib/time.ts";
import { isSilence } from "../../lib/words.ts";
import { ArchivedStrip, FiringStripView, GeneratedStrip, MutedStrip, NoDataStrip } from "./firing-strip.tsx";
import { generatedStrip } from "./generated.model.ts";
import { mutedSentence, toFiringStrip } from "./objective.model.ts";
import { lastKnownMs } from "./range.model.ts";

interface StateStripsProps {
  readonly objective: Objective;
  readonly status: ObjectiveStatus | null;
  readonly alerts: readonly Alert[];
  readonly bands: readonly GapBand[];
  readonly view: { readonly nowMs: number; readonly zone: string };
}

/** What has to be known before the figures are read: that it fires, is muted, archived, unseen, or partly generated. */
export function StateStrips({ objective, status, alerts, bands, view }: StateStripsProps) {
  const { archivedAt } = objective;
  const summary = status?.summary ?? null;
  // What is archived alerts nobody: what it was told of last is over.
  const firing = status === null || archivedAt !== null ? null : toFiringStrip(status, view);
  const open = alerts.find(({ state, severity, kind }) => state === "firing" && !isSilence(kind) && severity === firing?.severity);
  const generated = generatedStrip(summary, view.zone);
  const muted = firing === null && archivedAt === null ? mutedSentence(summary?.mutedUntil ?? null, view) : "";
  return (
    <>
      {archivedAt !== null && <ArchivedStrip objective={{ ...objective, archivedAt }} zone={view.zone} />}
      {firing !== null && <FiringStripView strip={firing} alert={open ?? null} view={view} />}
      {muted !== "" && <MutedStrip text={muted} />}
      {summary?.state === "no-data" && archivedAt === null && (
        <NoDataStrip summary={summary} view={view} lastKnownMs={lastKnownMs(msOfIso(summary.watermark), bands)} />
      )}
      {generated !== null && <GeneratedStrip {...generated} />}
    </>
  );
}
