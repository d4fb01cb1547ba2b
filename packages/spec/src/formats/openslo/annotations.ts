import { isoOfMinute, type Minute, minuteOfMs, type ObjectiveDefinition } from "@solvent/domain";
import { formatPath, type Path } from "../../path.ts";
import { didYouMean, quoted } from "../../suggest.ts";
import type { Mapping } from "./metadata-to-domain.ts";
import type { Metadata } from "./schema.ts";

/** What OpenSLO has no field for. */
export const NO_TRAFFIC_ANNOTATION = "solvent/no-traffic";
export const MISSING_ANNOTATION = "solvent/missing";
export const SLO_START_ANNOTATION = "solvent/slo-start";
export const ADJUSTMENTS_ANNOTATION = "solvent/adjustments";
/** Promises to customers that are settled by an objective. */
export const AGREEMENTS_ANNOTATION = "solvent/agreements";
/** Of an alert policy: its conditions in full. */
export const CONDITIONS_ANNOTATION = "solvent/conditions";
/** What an objective is put together from. */
export const COMPOSITE_ANNOTATION = "solvent/composite";
export const THRESHOLD_OF_ANNOTATION = "solvent/threshold-of";
export const GROUP_BY_ANNOTATION = "solvent/group-by";
export const GROUP_CAP_ANNOTATION = "solvent/group-cap";
export const SLO_ANNOTATIONS = [
  NO_TRAFFIC_ANNOTATION,
  MISSING_ANNOTATION,
  SLO_START_ANNOTATION,
  ADJUSTMENTS_ANNOTATION,
  AGREEMENTS_ANNOTATION,
  COMPOSITE_ANNOTATION,
  THRESHOLD_OF_ANNOTATION,
  GROUP_BY_ANNOTATION,
  GROUP_CAP_ANNOTATION,
];

export const annotationPath = (key: string): Path => ["metadata", "annotations", key];

/** One of several words: null when the annotation is not there, undefined after its problem went to the sink. */
export function readChoice<T extends string>(
  metadata: Metadata,
  key: string,
  allowed: readonly T[],
  { document, sink }: Mapping,
): T | null | undefined {
  const written = metadata.annotations?.[key];
  if (written === undefined) return null;
  const found = allowed.find((word) => word === written);
  if (found !== undefined) return found;
  const path = annotationPath(key);
  const message = `${formatPath(path)} must be one of ${allowed.join(", ")}, but is ${quoted(written)}${didYouMean(written, allowed)}`;
  sink.error(document.place(path), "bad-value", message);
  return undefined;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::00)?Z$/;
const EARLIEST = "2000-01-01T00:00Z";
const LATEST = "2100-01-01T00:00Z";

/** The whole minute of an instant such as `2026-03-01T01:00Z`, null for any other text. */
export function parseMinute(text: string): Minute | null {
  const [, start = ""] = INSTANT.exec(text) ?? [];
  const minute = minuteOfMs(Date.parse(`${start}Z`));
  // Date.parse takes 02-30 for 03-02.
  return Number.isFinite(minute) && isoOfMinute(minute) === `${start}Z` ? minute : null;
}

function problemOfStart(minute: Minute | null): string | null {
  if (minute === null) return "must be an instant in UTC on a whole minute, such as 2026-03-01T00:00Z";
  const text = isoOfMinute(minute);
  return text < EARLIEST || text >= LATEST ? `must be from ${EARLIEST.slice(0, 4)} to ${Number(LATEST.slice(0, 4)) - 1}` : null;
}

/** The minute from which an objective counts: null when it is not said, undefined after its problem went to the sink. */
export function readSloStart(metadata: Metadata, { document, sink }: Mapping): Minute | null | undefined {
  const written = metadata.annotations?.[SLO_START_ANNOTATION];
  if (written === undefined) return null;
  const minute = parseMinute(written);
  const problem = problemOfStart(minute);
  if (problem === null) return minute;
  const path = annotationPath(SLO_START_ANNOTATION);
  sink.error(document.place(path), "bad-value", `${formatPath(path)} ${problem}, but is ${quoted(written)}`);
  return undefined;
}

type Annotated = Pick<ObjectiveDefinition, "annotations" | "indicator" | "slices" | "sloStart">;

/** Annotations of an objective's document; what is as it would be anyway is not written. */
export const withReserved = ({ annotations, indicator, slices, sloStart }: Annotated): Record<string, string> => ({
  ...annotations,
  ...(slices === null || slices.noTraffic === "good" ? {} : { [NO_TRAFFIC_ANNOTATION]: slices.noTraffic }),
  ...(slices === null || slices.missing === "exclude" ? {} : { [MISSING_ANNOTATION]: slices.missing }),
  ...(indicator.kind !== "threshold" || indicator.of === "value" ? {} : { [THRESHOLD_OF_ANNOTATION]: indicator.of }),
  ...(sloStart === null ? {} : { [SLO_START_ANNOTATION]: isoOfMinute(sloStart) }),
});
