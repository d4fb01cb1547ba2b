import type { ObjectiveStatus } from "@solvent/api-contract";
import { useMemo } from "react";
import { useAnnotations } from "../../api/annotations.queries.ts";
import type { AnnotationMark } from "../../charts/annotation-marks.tsx";
import { useZone } from "../../components/use-now.ts";
import { toAnnotationMarks } from "./annotations.model.ts";

/** Nothing until they are there: that they could not be loaded is said where they are listed. */
export function useAnnotationMarks(
  name: string,
  status: ObjectiveStatus | null,
  range: { readonly fromMs: number; readonly toMs: number },
): readonly AnnotationMark[] {
  const zone = useZone();
  const { data } = useAnnotations(name, status?.window.from ?? null);
  return useMemo(() => toAnnotationMarks(data?.items ?? [], range, zone), [data, range, zone]);
}
