import { type ResolvedPart, resolveLatency } from "../counters/latency.ts";
import { failed, succeeded } from "../failure.ts";
import type { CounterPart } from "../selectors/counter-part.ts";
import type { Selector } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import type { LiveCounting, Watched } from "./live-count.ts";

/** The boundaries that a histogram has on the pages. */
export const boundariesOnPages = (targets: readonly Watched[], matcherOf: LiveCounting["matcherOf"]) => (buckets: Selector) => [
  ...new Set(
    targets.flatMap(({ memory }) =>
      memory.tracksOf(buckets.metric).flatMap(({ labels }) => (labels.le !== undefined && matcherOf(buckets)(labels) ? [labels.le] : [])),
    ),
  ),
];

/** Selectors of the part. A histogram that nobody has seen yet has no boundaries to choose from: null, it has counted nothing. */
export function resolvePart(part: CounterPart, boundariesOf: (buckets: Selector) => readonly string[]): Outcome<ResolvedPart | null> {
  if (part.kind === "counter") return succeeded({ terms: { kind: "one", selector: part.selector }, warnings: [] });
  const available = boundariesOf(part.buckets);
  if (available.length === 0) return succeeded(null);
  const resolved = resolveLatency(part, available);
  return resolved.ok ? succeeded(resolved.value) : failed("bad-query", resolved.message);
}
