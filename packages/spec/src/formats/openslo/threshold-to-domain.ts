import {
  THRESHOLD_OPERATORS,
  THRESHOLD_SUBJECTS,
  type ThresholdIndicator,
  type ThresholdOperator,
  type ThresholdSubject,
} from "@solvent/domain";
import { formatDecimal } from "../../decimal.ts";
import type { Origin } from "../../format.ts";
import { formatPath, type Path } from "../../path.ts";
import { didYouMean, quoted } from "../../suggest.ts";
import { annotationPath, readChoice, THRESHOLD_OF_ANNOTATION } from "./annotations.ts";
import type { CompleteIndicator, LocatedIndicator } from "./indicator-to-domain.ts";
import { type Mapping, writtenFields } from "./metadata-to-domain.ts";
import { TARGET } from "./method-to-domain.ts";
import type { SloDocument } from "./schema.ts";
import { readDecimal } from "./target-to-domain.ts";

const OPERATOR: Path = [...TARGET, "op"];
const LIMIT: Path = [...TARGET, "value"];

function reportMissing(path: Path, example: string, { document, sink }: Mapping): null {
  sink.error(document.place(path), "missing-field", `${formatPath(path)} is required for a thresholdMetric: ${example}`);
  return null;
}

function readOperator(written: string | undefined, mapping: Mapping): ThresholdOperator | null {
  if (written === undefined) return reportMissing(OPERATOR, `one of ${THRESHOLD_OPERATORS.join(", ")}`, mapping);
  const found = THRESHOLD_OPERATORS.find((operator) => operator === written);
  if (found !== undefined) return found;
  const message = `${formatPath(OPERATOR)} must be one of ${THRESHOLD_OPERATORS.join(", ")}, but is ${quoted(written)}${didYouMean(written, THRESHOLD_OPERATORS)}`;
  mapping.sink.error(mapping.document.place(OPERATOR), "bad-value", message);
  return null;
}

/** The limit exactly as written; the double that YAML makes of it is not looked at. */
function readLimit(written: number | undefined, mapping: Mapping): string | null {
  const scalar = mapping.document.findScalar(LIMIT);
  if (written === undefined || scalar === null) return reportMissing(LIMIT, "the number that values are compared with", mapping);
  const decimal = readDecimal(LIMIT, scalar, mapping);
  return decimal === null ? null : formatDecimal(decimal);
}

type Terms = Pick<ThresholdIndicator, "operator" | "value" | "of">;

/** All checks run, so that every problem is reported at once; null when there was one. */
function readTerms(slo: SloDocument, mapping: Mapping): Terms | null {
  const [target = {}] = slo.spec.objectives;
  const operator = readOperator(target.op, mapping);
  const value = readLimit(target.value, mapping);
  const of: ThresholdSubject | null | undefined = readChoice(slo.metadata, THRESHOLD_OF_ANNOTATION, THRESHOLD_SUBJECTS, mapping);
  return operator === null || value === null || of === undefined ? null : { operator, value, of: of ?? "value" };
}

/** What is written for a comparison where nothing is compared would have no effect: an error. */
export function refuseTerms(slo: SloDocument, instead: string, { document, sink }: Mapping): boolean {
  const annotation = slo.metadata.annotations?.[THRESHOLD_OF_ANNOTATION] === undefined ? [] : [annotationPath(THRESHOLD_OF_ANNOTATION)];
  const written = [...writtenFields(slo.spec.objectives[0], ["op", "value"], TARGET), ...annotation];
  for (const path of written)
    sink.error(document.placeOfKey(path), "bad-value", `${formatPath(path)} is for a thresholdMetric, but ${instead}`);
  return written.length > 0;
}

/** The indicator of an SLO with what the SLO itself says of it; null after a problem went to the sink. */
export function completeIndicator({ indicator, origins }: LocatedIndicator, slo: SloDocument, mapping: Mapping): CompleteIndicator | null {
  if (indicator.kind === "ratio") return refuseTerms(slo, "the indicator is a ratioMetric", mapping) ? null : { indicator, origins };
  const terms = readTerms(slo, mapping);
  if (terms === null) return null;
  const origin = (part: string, path: Path): Origin => ({ part: ["indicator", part], document: mapping.document, path });
  const own = [origin("operator", OPERATOR), origin("value", LIMIT), origin("of", annotationPath(THRESHOLD_OF_ANNOTATION))];
  return { indicator: { kind: "threshold", metric: indicator.metric, ...terms }, origins: [...origins, ...own] };
}
