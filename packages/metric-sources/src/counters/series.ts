import type { Labels } from "../selectors/series-match.ts";

/** One series of an answer. `times` (Unix seconds) and `values` have the same length; values may be NaN or infinite. */
export interface Series<Value = number> {
  readonly labels: Labels;
  readonly times: readonly number[];
  readonly values: readonly Value[];
}
