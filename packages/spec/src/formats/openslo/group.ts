import { DEFAULT_GROUP_CAP, GROUP_LABEL, type Indicator, MAX_GROUP_LABELS, type ObjectiveGroupDefinition } from "@solvent/domain";
import type { LocatedObjective, Origin } from "../../format.ts";
import { formatPath } from "../../path.ts";
import { quoted } from "../../suggest.ts";
import type { SourceDocument } from "../../yaml/source-document.ts";
import { ADJUSTMENTS_ANNOTATION, AGREEMENTS_ANNOTATION, annotationPath, GROUP_BY_ANNOTATION, GROUP_CAP_ANNOTATION } from "./annotations.ts";
import type { Mapping } from "./metadata-to-domain.ts";
import type { Metadata } from "./schema.ts";

/** What makes an SLO a group of objectives. */
export type GroupSettings = Pick<ObjectiveGroupDefinition, "groupBy" | "cap">;

function refuse(key: string, message: string, { document, sink }: Mapping): undefined {
  const path = annotationPath(key);
  sink.error(document.place(path), "bad-value", `${formatPath(path)} ${message}`);
  return undefined;
}

function problemOfLabels(labels: readonly string[], text: string): string | null {
  const bad = labels.find((label) => !GROUP_LABEL.test(label));
  if (bad !== undefined) return `must be names of labels separated by commas, such as "route, method", but is ${quoted(text)}`;
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) return `names the label ${quoted(twice)} twice`;
  return labels.length > MAX_GROUP_LABELS ? `names ${labels.length} labels, at most ${MAX_GROUP_LABELS} are possible` : null;
}

function readCap(metadata: Metadata, mapping: Mapping): number | undefined {
  const text = metadata.annotations?.[GROUP_CAP_ANNOTATION];
  if (text === undefined) return DEFAULT_GROUP_CAP;
  const cap = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  if (cap >= 1 && cap <= DEFAULT_GROUP_CAP) return cap;
  return refuse(GROUP_CAP_ANNOTATION, `must be a whole number from 1 to ${DEFAULT_GROUP_CAP}, but is ${quoted(text)}`, mapping);
}

/** How an SLO is grouped: null when it is not, undefined after a problem went to the sink. */
export function readGroup(metadata: Metadata, mapping: Mapping): GroupSettings | null | undefined {
  const text = metadata.annotations?.[GROUP_BY_ANNOTATION];
  const cap = readCap(metadata, mapping);
  if (text === undefined) {
    if (metadata.annotations?.[GROUP_CAP_ANNOTATION] === undefined) return null;
    return refuse(GROUP_CAP_ANNOTATION, `means nothing without ${GROUP_BY_ANNOTATION}`, mapping);
  }
  const groupBy = text.split(",").map((label) => label.trim());
  const problem = problemOfLabels(groupBy, text);
  if (problem !== null) return refuse(GROUP_BY_ANNOTATION, problem, mapping);
  return cap === undefined ? undefined : { groupBy, cap };
}

/** What a group cannot be or bring along; reports all of it. */
export function isGroupable(
  { indicator, adjustments, agreements }: Pick<LocatedObjective, "adjustments" | "agreements"> & { readonly indicator: Indicator },
  { document, sink }: Mapping,
): boolean {
  if (indicator.kind === "composite") {
    const message = `${GROUP_BY_ANNOTATION}: a composite has no labels to be grouped by; group its parts instead`;
    sink.error(document.place(annotationPath(GROUP_BY_ANNOTATION)), "not-supported", message);
  }
  if (adjustments.length > 0) {
    const message = `${ADJUSTMENTS_ANNOTATION} cannot be given to a group: record adjustments of its service or of single objectives`;
    sink.error(document.place(annotationPath(ADJUSTMENTS_ANNOTATION)), "not-supported", message);
  }
  if (agreements.length > 0) {
    const message = `${AGREEMENTS_ANNOTATION} cannot be given to a group: nothing is promised on all of its objectives at once`;
    sink.error(document.place(annotationPath(AGREEMENTS_ANNOTATION)), "not-supported", message);
  }
  return indicator.kind !== "composite" && adjustments.length === 0 && agreements.length === 0;
}

export const groupOrigins = (document: SourceDocument): Origin[] => [
  { part: ["groupBy"], document, path: annotationPath(GROUP_BY_ANNOTATION) },
  { part: ["cap"], document, path: annotationPath(GROUP_CAP_ANNOTATION) },
];

/** A cap as it would be anyway is not written. */
export const groupAnnotations = ({ groupBy, cap }: GroupSettings): Record<string, string> => ({
  [GROUP_BY_ANNOTATION]: groupBy.join(", "),
  ...(cap === DEFAULT_GROUP_CAP ? {} : { [GROUP_CAP_ANNOTATION]: String(cap) }),
});
