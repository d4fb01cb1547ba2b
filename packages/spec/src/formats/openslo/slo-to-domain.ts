import type { ObjectiveDefinition } from "@solvent/domain";
import type { LocatedObjective, Origin } from "../../format.ts";
import { formatPath, type Path } from "../../path.ts";
import { didYouMean, quoted } from "../../suggest.ts";
import type { WindowRules } from "../../window-duration.ts";
import { readAdjustments } from "./adjustments.ts";
import { readAgreements } from "./agreements.ts";
import {
  ADJUSTMENTS_ANNOTATION,
  AGREEMENTS_ANNOTATION,
  annotationPath,
  MISSING_ANNOTATION,
  NO_TRAFFIC_ANNOTATION,
  readSloStart,
  SLO_ANNOTATIONS,
  SLO_START_ANNOTATION,
} from "./annotations.ts";
import { isComposite, readComposite } from "./composite.ts";
import { groupOrigins, isGroupable, readGroup } from "./group.ts";
import { type CompleteIndicator, type IndicatorMapping, type LocatedIndicator, toIndicator } from "./indicator-to-domain.ts";
import { type Mapping, type Shaped, toCommonFields, warnNotKept, writtenFields } from "./metadata-to-domain.ts";
import { METHOD, readMethod, readSlices, SLICE_TARGET, SLICE_WINDOW, TARGET } from "./method-to-domain.ts";
import { POLICIES, readObjectivePolicies } from "./objective-policies.ts";
import type { PolicyContext } from "./policy-to-domain.ts";
import { type SloDocument, type Target, UNSUPPORTED_OBJECTIVE_FIELDS } from "./schema.ts";
import { readTargetPercent } from "./target-to-domain.ts";
import { completeIndicator } from "./threshold-to-domain.ts";
import { readWindow, WINDOW } from "./window-to-domain.ts";

/** The SLI documents of the text by name; null for one that has problems of its own. Looking one up marks it as used. */
export interface IndicatorLookup {
  find(name: string): LocatedIndicator | null | undefined;
  readonly names: readonly string[];
  /** False when a missing SLI may be in a part of the text that could not be read. */
  readonly complete: boolean;
}

type SloMapping = Omit<IndicatorMapping, "at"> & PolicyContext & { readonly indicators: IndicatorLookup; readonly rules: WindowRules };

const SPEC: Path = ["spec"];
const OBJECTIVES: Path = [...SPEC, "objectives"];

function readReferredIndicator(name: string, { document, sink, indicators }: SloMapping): LocatedIndicator | null {
  const found = indicators.find(name);
  if (found !== undefined) return found;
  if (indicators.complete) {
    const message = `spec.indicatorRef: no SLI named ${quoted(name)} in this text${didYouMean(name, indicators.names)}`;
    sink.error(document.place([...SPEC, "indicatorRef"]), "unknown-reference", message);
  }
  return null;
}

function readIndicator(slo: SloDocument, mapping: SloMapping): LocatedIndicator | null {
  const { document, sink } = mapping;
  const { indicator, indicatorRef } = slo.spec;
  const at = [...SPEC, "indicator"];
  if (indicator !== undefined && indicatorRef !== undefined) {
    sink.error(document.placeOfKey([...SPEC, "indicatorRef"]), "bad-value", "spec has both indicator and indicatorRef: keep one");
    return null;
  }
  if (indicatorRef !== undefined) return readReferredIndicator(indicatorRef, mapping);
  if (indicator === undefined) {
    sink.error(document.place(SPEC), "missing-field", "spec needs indicator or indicatorRef");
    return null;
  }
  warnNotKept(writtenFields(indicator.metadata, ["displayName", "labels", "annotations"], [...at, "metadata"]), mapping);
  warnNotKept(writtenFields(indicator.spec, ["description"], [...at, "spec"]), mapping);
  return toIndicator(indicator.spec, { ...mapping, at: [...at, "spec"] });
}

function readMeasured(slo: SloDocument, mapping: SloMapping): CompleteIndicator | null {
  const written = readIndicator(slo, mapping);
  return written === null ? null : completeIndicator(written, slo, mapping);
}

/** The one objective of the list. Several would be several SLOs; OpenSLO's own composites, whose parts are SLIs, are not supported. */
function readTarget({ spec }: SloDocument, mapping: Mapping): string | null {
  const { document, sink } = mapping;
  const [target, second]: readonly Target[] = spec.objectives;
  if (target === undefined) {
    sink.error(document.place(OBJECTIVES), "missing-field", "spec.objectives must have one item");
    return null;
  }
  if (second !== undefined) {
    sink.error(
      document.place([...OBJECTIVES, 1]),
      "not-supported",
      "not supported yet: several objectives in one SLO; write one SLO for each",
    );
  }
  for (const path of writtenFields(target, UNSUPPORTED_OBJECTIVE_FIELDS, TARGET)) {
    sink.error(document.placeOfKey(path), "not-supported", `not supported yet: ${formatPath(path)}`);
  }
  warnNotKept(writtenFields(target, ["displayName"], TARGET), mapping);
  return readTargetPercent(target, TARGET, mapping);
}

const TARGET_FIELDS = ["target", "targetPercent"] as const;

function originsOf({ spec }: SloDocument, { document }: Mapping): Origin[] {
  const origin = (part: Path, path: Path): Origin => ({ part, document, path });
  const field = TARGET_FIELDS.find((name) => spec.objectives[0]?.[name] !== undefined) ?? "target";
  return [
    origin([], []),
    ...["name", "displayName", "labels", "annotations"].map((part) => origin([part], ["metadata", part])),
    ...["description", "service"].map((part) => origin([part], [...SPEC, part])),
    origin(["targetPercent"], [...TARGET, field]),
    origin(["window"], [...WINDOW, "duration"]),
    origin(["window", "zone"], [...WINDOW, "calendar", "timeZone"]),
    origin(["window", "weekStart"], [...WINDOW, "calendar", "startTime"]),
    origin(["method"], METHOD),
    origin(["slices"], SLICE_WINDOW),
    origin(["slices", "targetPercent"], SLICE_TARGET),
    origin(["slices", "noTraffic"], annotationPath(NO_TRAFFIC_ANNOTATION)),
    origin(["slices", "missing"], annotationPath(MISSING_ANNOTATION)),
    origin(["sloStart"], annotationPath(SLO_START_ANNOTATION)),
    origin(["adjustments"], annotationPath(ADJUSTMENTS_ANNOTATION)),
    origin(["agreements"], annotationPath(AGREEMENTS_ANNOTATION)),
    origin(["alertPolicies"], POLICIES),
    ...groupOrigins(document),
  ];
}

type Terms = Pick<ObjectiveDefinition, "targetPercent" | "window" | "method" | "slices" | "sloStart">;

/** All checks run, so that every problem is reported at once; null when one was an error. */
function readTerms(slo: SloDocument, mapping: SloMapping): Terms | null {
  const window = readWindow(slo, mapping);
  const method = readMethod(slo, mapping);
  const targetPercent = readTarget(slo, mapping);
  const slices = method === null ? undefined : readSlices(slo, method, mapping);
  const sloStart = readSloStart(slo.metadata, mapping);
  if (window === null || method === null || targetPercent === null || slices === undefined || sloStart === undefined) return null;
  return { targetPercent, window, method, slices, sloStart };
}

/** An SLO document as an objective; null after its problems went to the sink. */
export function toObjective({ value: slo, document }: Shaped<SloDocument>, shared: Omit<SloMapping, "document">): LocatedObjective | null {
  const mapping: SloMapping = { ...shared, document };
  const common = toCommonFields(slo.metadata, mapping, SLO_ANNOTATIONS);
  const terms = readTerms(slo, mapping);
  const located = isComposite(slo) ? readComposite(slo, terms?.method ?? null, mapping) : readMeasured(slo, mapping);
  const adjustments = readAdjustments(slo.metadata, mapping);
  const agreements = readAgreements(slo.metadata, mapping);
  const group = readGroup(slo.metadata, mapping);
  const policies = readObjectivePolicies(slo, mapping);
  if (located === null || terms === null || group === undefined || policies === null) return null;
  if (adjustments === undefined || agreements === undefined) return null;
  if (group !== null && !isGroupable({ indicator: located.indicator, adjustments, agreements }, mapping)) return null;
  const { service, description = null } = slo.spec;
  const { names: alertPolicies, inline } = policies;
  const definition: ObjectiveDefinition = { ...common, description, service, indicator: located.indicator, ...terms, alertPolicies };
  return { definition, origins: [...originsOf(slo, mapping), ...located.origins], adjustments, agreements, group, policies: inline };
}
