import type { BoundaryMode } from "@solvent/domain";
import { type BucketChoice, chooseBuckets, isFiniteBoundary } from "../selectors/boundary.ts";
import type { CounterPart } from "../selectors/counter-part.ts";
import { toSelectorText } from "../selectors/selector.ts";
import { type PartTerms, toPartTerms } from "./part-terms.ts";

export interface ResolvedPart {
  readonly terms: PartTerms;
  /** Things to tell the user, e.g. that the threshold is no boundary. */
  readonly warnings: readonly string[];
}

function sayChoice(choice: BucketChoice, asked: { threshold: string; boundary: BoundaryMode; available: readonly string[] }): string[] {
  if (choice.kind === "at" && choice.exact) return [];
  const offered = asked.available
    .filter(isFiniteBoundary)
    .map(Number)
    .sort((left, right) => left - right);
  const near = [offered.findLast((le) => le < Number(asked.threshold)), offered.find((le) => le > Number(asked.threshold))].filter(
    (le) => le !== undefined,
  );
  const counted =
    choice.kind === "at"
      ? `events up to ${choice.le} are counted`
      : `events between ${choice.below ?? "0"} and ${choice.above} are shared out evenly, which is approximate`;
  return [`${asked.threshold} is no boundary of the histogram: ${counted}; the nearest boundaries are ${near.join(" and ")}`];
}

type LatencyPart = Extract<CounterPart, { readonly kind: "latency" }>;

/** The buckets that stand for a latency threshold, of those the histogram has; a message when none can. */
export function resolveLatency(
  part: LatencyPart,
  available: readonly string[],
): { readonly ok: true; readonly value: ResolvedPart } | { readonly ok: false; readonly message: string } {
  const name = toSelectorText(part.buckets);
  if (available.length === 0) return { ok: false, message: `${name} has no series with le: is it a histogram with classic buckets?` };
  const chosen = chooseBuckets(available, part.threshold, part.boundary);
  if (!chosen.ok) return { ok: false, message: `${name}: ${chosen.message}` };
  return {
    ok: true,
    value: { terms: toPartTerms(part.buckets, chosen.choice), warnings: sayChoice(chosen.choice, { ...part, available }) },
  };
}
