import type { BoundaryMode } from "@solvent/domain";
import { type Selector, toSelectorText } from "./selector.ts";

/** What is counted as good or bad: a counter, or the events of a histogram at or below a threshold. */
export type CounterPart =
  | { readonly kind: "counter"; readonly selector: Selector }
  /** `buckets` has no `le`; `threshold` is a decimal in the histogram's own unit. */
  | { readonly kind: "latency"; readonly buckets: Selector; readonly threshold: string; readonly boundary: BoundaryMode };

/** Equal for parts that count the same events. */
export function canonicalPart(part: CounterPart): readonly string[] {
  if (part.kind === "counter") return ["counter", toSelectorText(part.selector)];
  return ["latency", toSelectorText(part.buckets), String(Number(part.threshold)), part.boundary];
}
