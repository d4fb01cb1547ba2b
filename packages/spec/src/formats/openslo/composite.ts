import {
  type BudgetingMethod,
  COMPOSITE_KINDS,
  type CompositeIndicator,
  compositeProblems,
  MAX_COMPOSITE_PARTS,
  methodOfComposite,
} from "@solvent/domain";
import * as z from "zod";
import { checkShape } from "../../check-shape.ts";
import type { Path } from "../../path.ts";
import { formatPath } from "../../path.ts";
import { quoted } from "../../suggest.ts";
import type { SourceDocument } from "../../yaml/source-document.ts";
import { COMPOSITE_ANNOTATION } from "./annotations.ts";
import type { LocatedIndicator } from "./indicator-to-domain.ts";
import { placedInside, readInnerText } from "./inner-text.ts";
import type { Mapping } from "./metadata-to-domain.ts";
import { METHOD, NAME_OF_METHOD } from "./method-to-domain.ts";
import { NAME, type SloDocument } from "./schema.ts";
import { refuseTerms } from "./threshold-to-domain.ts";

const INDICATOR: Path = ["spec", "indicator"];
const REFERENCE: Path = ["spec", "indicatorRef"];

const Part = z.strictObject({
  objective: z.string().regex(NAME, "must be the name of an objective"),
  weight: z.union([z.number(), z.string()], "must be a decimal number above 0").optional(),
});
const Composite = z.strictObject({
  how: z.enum(COMPOSITE_KINDS, `must be one of ${COMPOSITE_KINDS.join(", ")}`),
  parts: z.array(Part).min(1, "must name at least one objective").max(MAX_COMPOSITE_PARTS, `must be at most ${MAX_COMPOSITE_PARTS}`),
});

/** Exactly as written; the double that YAML makes of a number is not looked at. */
const weightOf = (document: SourceDocument, index: number, weight: number | string | undefined): string =>
  typeof weight === "number" ? (document.findScalar(["parts", index, "weight"])?.source ?? String(weight)) : (weight ?? "1");

/**
 * OpenSLO wants an indicator or a reference to one in every SLO and has no word for what an objective is put together from: so the reference is
 * to the name of the SLO itself, and the annotation says the rest.
 */
function refuseIndicator({ metadata, spec }: SloDocument, { document, sink }: Mapping): boolean {
  if (spec.indicator !== undefined) {
    const message = `spec.indicator: a composite has no indicator of its own; its parts are in ${COMPOSITE_ANNOTATION}`;
    sink.error(document.placeOfKey(INDICATOR), "bad-value", message);
    return true;
  }
  if (spec.indicatorRef === undefined || spec.indicatorRef === metadata.name) return false;
  const message = `${formatPath(REFERENCE)} of a composite must be its own name, ${quoted(metadata.name)}, or be left out`;
  sink.error(document.place(REFERENCE), "bad-value", message);
  return true;
}

export const isComposite = ({ metadata }: SloDocument): boolean => metadata.annotations?.[COMPOSITE_ANNOTATION] !== undefined;

/** What a composite is put together from; null after its problems went to the sink. `method` is null when it could not be read. */
export function readComposite(
  slo: SloDocument,
  method: BudgetingMethod | null,
  mapping: Mapping,
): LocatedIndicator<CompositeIndicator> | null {
  const annotation = { key: COMPOSITE_ANNOTATION, text: slo.metadata.annotations?.[COMPOSITE_ANNOTATION] ?? "" };
  const refused = [refuseIndicator(slo, mapping), refuseTerms(slo, "a composite compares nothing", mapping)].includes(true);
  const inner = readInnerText(annotation, "map of how and parts", mapping);
  const written = inner === null ? null : checkShape(Composite, inner.document, inner.sink);
  if (inner === null || written === null) return null;
  const parts = written.parts.map(({ objective, weight }, index) => ({ objective, weight: weightOf(inner.document, index, weight) }));
  const indicator: CompositeIndicator = { kind: "composite", how: written.how, parts };
  const problems = compositeProblems(indicator, method ?? methodOfComposite(written.how));
  for (const { path, message } of problems) {
    if (path !== null) inner.sink.error(inner.document.place(path), "bad-value", `${formatPath(path)} ${message}`);
    else {
      const needed = NAME_OF_METHOD[methodOfComposite(written.how)];
      const said = `${formatPath(METHOD)} must be ${needed} for a composite put together by ${written.how}`;
      mapping.sink.error(mapping.document.place(METHOD), "bad-value", said);
    }
  }
  if (refused || problems.length > 0) return null;
  const document = placedInside(annotation, inner.document, mapping.document);
  return { indicator, origins: [{ part: ["indicator"], document, path: [] }] };
}

/** A weight that counts for nothing is not written. */
export const writeComposite = ({ how, parts }: CompositeIndicator): string =>
  JSON.stringify({
    how,
    parts: parts.map(({ objective, weight }) => (how === "weighted" || weight !== "1" ? { objective, weight } : { objective })),
  });
