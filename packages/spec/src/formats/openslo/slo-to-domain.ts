import type { ObjectiveDefinition, RollingWindow } from "@solvent/domain";
import type { Located, Origin } from "../../format.ts";
import { formatPath, type Path } from "../../path.ts";
import { didYouMean, quoted } from "../../suggest.ts";
import { parseWindowDuration } from "../../window-duration.ts";
import { type IndicatorMapping, type LocatedIndicator, toIndicator } from "./indicator-to-domain.ts";
import { type Mapping, type Shaped, toCommonFields, warnNotKept, writtenFields } from "./metadata-to-domain.ts";
import { type SloDocument, type Target, UNSUPPORTED_OBJECTIVE_FIELDS } from "./schema.ts";
import { readTargetPercent } from "./target-to-domain.ts";

/** The SLI documents of the text by name; null for one that has problems of its own. Looking one up marks it as used. */
export interface IndicatorLookup {
  find(name: string): LocatedIndicator | null | undefined;
  readonly names: readonly string[];
  /** False when a missing SLI may be in a part of the text that could not be read. */
  readonly complete: boolean;
}

type SloMapping = Omit<IndicatorMapping, "at"> & { readonly indicators: IndicatorLookup };

const SPEC: Path = ["spec"];
const WINDOWS: Path = [...SPEC, "timeWindow"];
const METHOD: Path = [...SPEC, "budgetingMethod"];
const OBJECTIVES: Path = [...SPEC, "objectives"];
const POLICIES: Path = [...SPEC, "alertPolicies"];
const UNSUPPORTED_METHODS = ["Timeslices", "RatioTimeslices"];

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

function readWindow({ spec }: SloDocument, { document, sink }: Mapping): RollingWindow | null {
  const [window, second] = spec.timeWindow;
  const at = [...WINDOWS, 0];
  if (window === undefined || second !== undefined) {
    sink.error(document.place(WINDOWS), "bad-value", `spec.timeWindow must have one item, but has ${spec.timeWindow.length}`);
    return null;
  }
  if (window.calendar !== undefined || window.isRolling !== true) {
    const path = [...at, window.calendar === undefined ? "isRolling" : "calendar"];
    const message = `not supported yet: a calendar window; ${formatPath(at)} must have isRolling: true${window.calendar === undefined ? "" : " and no calendar"}`;
    sink.error(document.placeOfKey(path), "not-supported", message);
    return null;
  }
  const duration = parseWindowDuration(window.duration);
  if (duration.ok) return { kind: "rolling", minutes: duration.minutes };
  const path = [...at, "duration"];
  sink.error(document.place(path), duration.code, `${formatPath(path)} ${duration.problem}, but is ${quoted(window.duration)}`);
  return null;
}

function checkMethod({ spec }: SloDocument, { document, sink }: Mapping): void {
  const method = spec.budgetingMethod;
  if (method === "Occurrences") return;
  if (UNSUPPORTED_METHODS.includes(method)) {
    sink.error(document.place(METHOD), "not-supported", `not supported yet: budgetingMethod ${method}, write Occurrences`);
    return;
  }
  const hint = didYouMean(method, ["Occurrences"]) || ": write Occurrences";
  sink.error(document.place(METHOD), "bad-value", `unknown budgetingMethod ${quoted(method)}${hint}`);
}

function checkAlertPolicies({ spec }: SloDocument, { document, sink }: Mapping): void {
  const policies = spec.alertPolicies;
  if (policies === undefined || (Array.isArray(policies) && policies.length === 0)) return;
  sink.error(
    document.placeOfKey(POLICIES),
    "not-supported",
    "not supported yet: spec.alertPolicies; without it the default policy applies",
  );
}

/** The one objective of the list. Several would be several SLOs; a composite is not supported. */
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
  const at = [...OBJECTIVES, 0];
  for (const path of writtenFields(target, UNSUPPORTED_OBJECTIVE_FIELDS, at)) {
    sink.error(document.placeOfKey(path), "not-supported", `not supported yet: ${formatPath(path)}`);
  }
  warnNotKept(writtenFields(target, ["displayName"], at), mapping);
  return readTargetPercent(target, at, mapping);
}

const TARGET_FIELDS = ["target", "targetPercent"] as const;

function originsOf({ spec }: SloDocument, { document }: Mapping): Origin[] {
  const origin = (part: string, path: Path): Origin => ({ part: [part], document, path });
  const field = TARGET_FIELDS.find((name) => spec.objectives[0]?.[name] !== undefined) ?? "target";
  return [
    { part: [], document, path: [] },
    ...["name", "displayName", "labels", "annotations"].map((part) => origin(part, ["metadata", part])),
    ...["description", "service"].map((part) => origin(part, [...SPEC, part])),
    origin("targetPercent", [...OBJECTIVES, 0, field]),
    origin("window", [...WINDOWS, 0, "duration"]),
    origin("method", METHOD),
  ];
}

/** All checks run, so that every problem of an SLO is reported at once; null when one was an error. */
export function toObjective(
  { value: slo, document }: Shaped<SloDocument>,
  shared: Omit<SloMapping, "document">,
): Located<ObjectiveDefinition> | null {
  const mapping: SloMapping = { ...shared, document };
  const common = toCommonFields(slo.metadata, mapping);
  const located = readIndicator(slo, mapping);
  const window = readWindow(slo, mapping);
  checkMethod(slo, mapping);
  checkAlertPolicies(slo, mapping);
  const targetPercent = readTarget(slo, mapping);
  if (located === null || window === null || targetPercent === null) return null;
  const { service, description = null } = slo.spec;
  const definition: ObjectiveDefinition = {
    ...common,
    description,
    service,
    indicator: located.indicator,
    targetPercent,
    window,
    method: "occurrences",
  };
  return { definition, origins: [...originsOf(slo, mapping), ...located.origins] };
}
