import type { DiagnosticSink } from "../../diagnostic.ts";
import type { Path } from "../../path.ts";
import { formatPath } from "../../path.ts";
import { didYouMean, quoted } from "../../suggest.ts";
import type { SourceDocument } from "../../yaml/source-document.ts";
import { type Metadata, NAME, RESERVED_PREFIX } from "./schema.ts";

/** A document that has the right shape. */
export interface Shaped<T> {
  readonly document: SourceDocument;
  readonly value: T;
}

export interface Mapping {
  readonly document: SourceDocument;
  readonly sink: DiagnosticSink;
}

/** Says who owns a service where the label `team` is taken or not wanted. */
export const TEAM_ANNOTATION = "solvent/team";
export const TEAM_LABEL = "team";

const METADATA: Path = ["metadata"];

function toLabels(labels: Metadata["labels"], { document, sink }: Mapping): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [key, value] of Object.entries(labels ?? {})) {
    const values = typeof value === "string" ? [value] : value;
    const [only] = values;
    const path = [...METADATA, "labels", key];
    if (only !== undefined && values.length === 1) result[key] = only;
    else
      sink.error(document.place(path), "not-supported", `not supported yet: ${formatPath(path)} with ${values.length} values, one is kept`);
  }
  return result;
}

/** Annotations under `solvent/` mean something to Solvent: those that a kind does not define are errors, the others are taken out. */
function toAnnotations(
  annotations: Metadata["annotations"],
  reserved: readonly string[],
  { document, sink }: Mapping,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [key, value] of Object.entries(annotations ?? {})) {
    if (!key.startsWith(RESERVED_PREFIX)) result[key] = value;
    else if (!reserved.includes(key)) {
      const hint = didYouMean(key, reserved) || ": names under solvent/ are reserved";
      sink.error(document.placeOfKey([...METADATA, "annotations", key]), "unknown-field", `unknown annotation ${quoted(key)}${hint}`);
    }
  }
  return result;
}

export interface CommonFields {
  readonly name: string;
  readonly displayName: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export const toCommonFields = (metadata: Metadata, mapping: Mapping, reserved: readonly string[] = []): CommonFields => ({
  name: metadata.name,
  displayName: metadata.displayName ?? null,
  labels: toLabels(metadata.labels, mapping),
  annotations: toAnnotations(metadata.annotations, reserved, mapping),
});

/** The team of a service and where it is written; it may be said twice, but not differently. */
export function readTeam(
  metadata: Metadata,
  labels: CommonFields["labels"],
  { document, sink }: Mapping,
): { team: string | null; path: Path } {
  const annotationPath = [...METADATA, "annotations", TEAM_ANNOTATION];
  const labelPath = [...METADATA, "labels", TEAM_LABEL];
  const annotated = metadata.annotations?.[TEAM_ANNOTATION];
  const labelled = labels[TEAM_LABEL];
  const team = annotated ?? labelled ?? null;
  const path = annotated === undefined ? labelPath : annotationPath;
  if (annotated !== undefined && labelled !== undefined && annotated !== labelled) {
    sink.error(
      document.place(annotationPath),
      "bad-value",
      `two teams: the annotation says ${quoted(annotated)}, the label ${quoted(labelled)}`,
    );
  } else if (team !== null && !NAME.test(team)) {
    sink.error(document.place(path), "bad-value", `${formatPath(path)} must be 1 to 63 lower-case letters, digits and inner hyphens`);
  }
  return { team, path };
}

/** Warns of descriptive text that a definition has no place for. Empty values are nothing that could be lost. */
export function warnNotKept(paths: readonly Path[], { document, sink }: Mapping): void {
  for (const path of paths) {
    if (document.findScalar(path)?.value === "") continue;
    sink.warning(document.place(path), "not-kept", `${formatPath(path)} is not kept`);
  }
}

/** Values that Solvent keeps without knowing them must be kept as they are: reports the numbers that a double changes. */
export function refuseInexactNumbers(at: Path, { document, sink }: Mapping): void {
  for (const path of document.inexactNumbers(at)) {
    const message = `${formatPath(path)} cannot be kept exactly as a number: put it in quotes or write fewer digits`;
    sink.error(document.place(path), "bad-value", message);
  }
}

/** The paths of those fields below `at` that are written. */
export const writtenFields = (value: object | undefined, fields: readonly string[], at: Path): Path[] =>
  fields.filter((field) => value !== undefined && Reflect.get(value, field) !== undefined).map((field) => [...at, field]);
