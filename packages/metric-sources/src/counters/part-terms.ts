import type { CounterMinutes } from "@solvent/domain";
import { type BucketChoice, bucketAt } from "../selectors/boundary.ts";
import type { Selector } from "../selectors/selector.ts";

/** The selectors whose increases make up the part. */
export type PartTerms =
  | { readonly kind: "one"; readonly selector: Selector }
  /** below + (above - below) × share, `below` null counting as zero. */
  | { readonly kind: "between"; readonly below: Selector | null; readonly above: Selector; readonly share: number };

export function selectorsOf(part: PartTerms): readonly Selector[] {
  if (part.kind === "one") return [part.selector];
  return part.below === null ? [part.above] : [part.above, part.below];
}

/** Selectors for the buckets that were chosen for a threshold. */
export function toPartTerms(buckets: Selector, choice: BucketChoice): PartTerms {
  if (choice.kind === "at") return { kind: "one", selector: bucketAt(buckets, choice.le) };
  const below = choice.below === null ? null : bucketAt(buckets, choice.below);
  return { kind: "between", below, above: bucketAt(buckets, choice.above), share: choice.share };
}

/** The increases of the part from those of its selectors, in the order of `selectorsOf`. */
export function toPartIncreases(part: PartTerms, sums: readonly CounterMinutes[]): CounterMinutes {
  const [above, below] = sums;
  if (above === undefined) throw new Error("a part has at least one selector");
  if (part.kind === "one") return above;
  const increases = above.increases.map((upper, index) => {
    const lower = below?.missing[index] === null ? (below.increases[index] ?? 0) : 0;
    return lower + (upper - lower) * part.share;
  });
  return { increases, missing: above.missing };
}

/** The same part with every selector changed. */
export function mapPart(part: PartTerms, change: (selector: Selector) => Selector): PartTerms {
  if (part.kind === "one") return { kind: "one", selector: change(part.selector) };
  return { ...part, below: part.below === null ? null : change(part.below), above: change(part.above) };
}
