import {
  type BudgetingMethod,
  MISSING_POLICIES,
  NO_TRAFFIC_POLICIES,
  SLICE_LENGTHS,
  type SliceLength,
  type SliceSettings,
} from "@solvent/domain";
import { formatPath, type Path } from "../../path.ts";
import { didYouMean, quoted } from "../../suggest.ts";
import { parseDuration } from "../../window-duration.ts";
import { annotationPath, MISSING_ANNOTATION, NO_TRAFFIC_ANNOTATION, readChoice } from "./annotations.ts";
import { type Mapping, writtenFields } from "./metadata-to-domain.ts";
import type { SloDocument, Target } from "./schema.ts";
import { readSliceTargetPercent } from "./target-to-domain.ts";

export const METHOD: Path = ["spec", "budgetingMethod"];
export const TARGET: Path = ["spec", "objectives", 0];
export const SLICE_TARGET: Path = [...TARGET, "timeSliceTarget"];
export const SLICE_WINDOW: Path = [...TARGET, "timeSliceWindow"];

export const NAME_OF_METHOD: Readonly<Record<BudgetingMethod, string>> = {
  occurrences: "Occurrences",
  timeslices: "Timeslices",
  ratio_timeslices: "RatioTimeslices",
};
const METHOD_NAMES = Object.values(NAME_OF_METHOD);

export function readMethod({ spec }: SloDocument, { document, sink }: Mapping): BudgetingMethod | null {
  const written = spec.budgetingMethod;
  const found = Object.entries(NAME_OF_METHOD).find(([, name]) => name === written);
  if (found !== undefined) return found[0] as BudgetingMethod;
  const hint = didYouMean(written, METHOD_NAMES) || `: one of ${METHOD_NAMES.join(", ")}`;
  sink.error(document.place(METHOD), "bad-value", `unknown budgetingMethod ${quoted(written)}${hint}`);
  return null;
}

/** Fields that are only for other methods are errors: what they ask for would not happen. */
function refuseForeign(paths: readonly Path[], method: BudgetingMethod, { document, sink }: Mapping): void {
  for (const path of paths) {
    sink.error(document.placeOfKey(path), "bad-value", `${formatPath(path)} is not for budgetingMethod ${NAME_OF_METHOD[method]}`);
  }
}

function reportMissing(path: Path, method: BudgetingMethod, { document, sink }: Mapping): null {
  sink.error(document.place(path), "missing-field", `${formatPath(path)} is required for budgetingMethod ${NAME_OF_METHOD[method]}`);
  return null;
}

/** A number means minutes, as OpenSLO says. */
function readLength(written: string | number, { document, sink }: Mapping): SliceLength | null {
  const minutes = typeof written === "number" ? written : parseDuration(written);
  const found = SLICE_LENGTHS.find((length) => length === minutes);
  if (found !== undefined) return found;
  const value = typeof written === "number" ? String(written) : quoted(written);
  const message = `${formatPath(SLICE_WINDOW)} must be one of ${SLICE_LENGTHS.join(", ")} minutes, e.g. 5m, but is ${value}`;
  sink.error(document.place(SLICE_WINDOW), "bad-value", message);
  return null;
}

/** Undefined after a problem went to the sink; null for `ratio_timeslices`, whose slices have no target. */
function readSliceTarget(target: Target, method: BudgetingMethod, mapping: Mapping): string | null | undefined {
  if (method === "ratio_timeslices") {
    refuseForeign(writtenFields(target, ["timeSliceTarget"], TARGET), method, mapping);
    return null;
  }
  const percent =
    target.timeSliceTarget === undefined ? reportMissing(SLICE_TARGET, method, mapping) : readSliceTargetPercent(SLICE_TARGET, mapping);
  return percent ?? undefined;
}

function readSettings(slo: SloDocument, method: BudgetingMethod, mapping: Mapping): SliceSettings | undefined {
  const [target = {}] = slo.spec.objectives;
  const { timeSliceWindow } = target;
  const minutes = timeSliceWindow === undefined ? reportMissing(SLICE_WINDOW, method, mapping) : readLength(timeSliceWindow, mapping);
  const targetPercent = readSliceTarget(target, method, mapping);
  const noTraffic = readChoice(slo.metadata, NO_TRAFFIC_ANNOTATION, NO_TRAFFIC_POLICIES, mapping);
  const missing = readChoice(slo.metadata, MISSING_ANNOTATION, MISSING_POLICIES, mapping);
  if (minutes === null || targetPercent === undefined || noTraffic === undefined || missing === undefined) return undefined;
  return { minutes, targetPercent, noTraffic: noTraffic ?? "good", missing: missing ?? "exclude" };
}

/** How slices are judged: null for a method without slices, undefined after a problem went to the sink. */
export function readSlices(slo: SloDocument, method: BudgetingMethod, mapping: Mapping): SliceSettings | null | undefined {
  if (method !== "occurrences") return readSettings(slo, method, mapping);
  const annotations = [NO_TRAFFIC_ANNOTATION, MISSING_ANNOTATION].filter((key) => slo.metadata.annotations?.[key] !== undefined);
  const fields = writtenFields(slo.spec.objectives[0], ["timeSliceTarget", "timeSliceWindow"], TARGET);
  refuseForeign([...annotations.map(annotationPath), ...fields], method, mapping);
  return null;
}
