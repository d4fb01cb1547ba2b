import type { ObjectiveStatus } from "@solvent/api-contract";
import { useMemo } from "react";
import { useAnnotations } from "../../api/annotations.queries.ts";
import type { AnnotationMark } from "../../charts/annotation-marks.tsx";
import { useZone } from "../../components/use-now.ts";
import { isoMinuteOfMs, msOfIso } from "../../lib/time.ts";
import { toAnnotationMarks } from "./annotations.model.ts";

/**
 * Nothing until they are there: that they could not be loaded is said where they are listed. What is in the window is asked for with it, so
 * that charts of its parts share one answer.
 */
export function useAnnotationMarks(
  name: string,
  status: ObjectiveStatus | null,
  range: { readonly fromMs: number; readonly toMs: number },
): readonly AnnotationMark[] {
  const zone = useZone();
  const from = status === null ? null : isoMinuteOfMs(Math.min(msOfIso(status.window.from), range.fromMs));
  const { data } = useAnnotations(name, from);
  return useMemo(() => toAnnotationMarks(data?.items ?? [], range, zone), [data, range, zone]);
}
