import { type BudgetingMethod, MISSING_POLICIES, NO_TRAFFIC_POLICIES, SLICE_LENGTHS, type SliceSettings } from "./objective.ts";

/** How a slices stream is judged. Adjustments are no part of it: they apply when reading. */
export interface SliceJudging {
  readonly method: Exclude<BudgetingMethod, "occurrences">;
  readonly slices: SliceSettings;
}

/** Name of a way to judge slices, e.g. `timeslices/5/95/good/exclude`: objectives with the same key on one stream share a slices stream. */
export const sliceKey = ({ method, slices }: SliceJudging): string =>
  [method, slices.minutes, slices.targetPercent ?? "-", slices.noTraffic, slices.missing].join("/");

/** The opposite of `sliceKey`. Throws RangeError for a text that is none. */
export function parseSliceKey(key: string): SliceJudging {
  const [method, length, target, noTrafficText, missingText] = key.split("/");
  const minutes = SLICE_LENGTHS.find((each) => String(each) === length);
  const noTraffic = NO_TRAFFIC_POLICIES.find((each) => each === noTrafficText);
  const missing = MISSING_POLICIES.find((each) => each === missingText);
  const isMethod = method === "timeslices" || method === "ratio_timeslices";
  if (!isMethod || minutes === undefined || target === undefined || noTraffic === undefined || missing === undefined) {
    throw new RangeError(`no way to judge slices: ${JSON.stringify(key.slice(0, 60))}`);
  }
  return { method, slices: { minutes, targetPercent: target === "-" ? null : target, noTraffic, missing } };
}
