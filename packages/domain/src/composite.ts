import {
  addFractions,
  compareFractions,
  divideFractions,
  divideHalfEven,
  type Fraction,
  fraction,
  multiplyFractions,
  ONE,
  ZERO,
} from "./fraction.ts";
import { RATIO_SCALE } from "./slices.ts";

/** `weighted` mean, the worst part, or all parts in a row (slo-math 11). */
export const COMPOSITE_RATIO_KINDS = ["weighted", "min", "product"] as const;
export type CompositeRatioKind = (typeof COMPOSITE_RATIO_KINDS)[number];

export interface CompositePart {
  /** Share of good events or slices of the part, 0 to 1; null: unknown. */
  readonly sli: Fraction | null;
  /** Above 0; counts only for `weighted`. */
  readonly weight: Fraction;
}

export interface CompositeSli {
  /** Null where no part is known. */
  readonly sli: Fraction | null;
  /** A part is unknown and left out. */
  readonly partial: boolean;
}

type KnownPart = CompositePart & { readonly sli: Fraction };

const COMBINE: Readonly<Record<CompositeRatioKind, (parts: readonly KnownPart[]) => Fraction>> = {
  weighted: (parts) => {
    const weights = parts.reduce((sum, { weight }) => addFractions(sum, weight), ZERO);
    const weighted = parts.reduce((sum, { sli, weight }) => addFractions(sum, multiplyFractions(sli, weight)), ZERO);
    return divideFractions(weighted, weights);
  },
  min: (parts) => parts.reduce((least, { sli }) => (compareFractions(sli, least) < 0 ? sli : least), ONE),
  product: (parts) => parts.reduce((product, { sli }) => multiplyFractions(product, sli), ONE),
};

/** Throws RangeError that names the part. */
function checkPart({ sli, weight }: CompositePart, index: number): void {
  if (weight.num <= 0n) throw new RangeError(`parts[${index}].weight must be above 0`);
  if (sli !== null && (sli.num < 0n || compareFractions(sli, ONE) > 0)) throw new RangeError(`parts[${index}].sli must be between 0 and 1`);
}

/** SLI over the known parts, the weights renormalised. Throws RangeError without parts, and for a weight or an SLI that cannot be. */
export function compositeSli(kind: CompositeRatioKind, parts: readonly CompositePart[]): CompositeSli {
  if (parts.length === 0) throw new RangeError("parts must not be empty");
  parts.forEach(checkPart);
  const known = parts.filter((part): part is KnownPart => part.sli !== null);
  return { sli: known.length === 0 ? null : COMBINE[kind](known), partial: known.length < parts.length };
}

/** What one slice of one part is; `none`: it was not judged. */
export type PartVerdict = "good" | "bad" | "none";

/** `allSlices`: bad if any part is bad, else none if any part is not judged, else good. */
export function combineVerdicts(verdicts: readonly PartVerdict[]): PartVerdict {
  if (verdicts.includes("bad")) return "bad";
  return verdicts.includes("none") || verdicts.length === 0 ? "none" : "good";
}

export interface VerdictCounts {
  readonly good: number;
  readonly bad: number;
  readonly none: number;
  /** good / (good + bad); null where nothing was judged. */
  readonly sli: Fraction | null;
}

/** Throws RangeError that names the part unless all parts have equally many slices, and there is a part. */
function checkRows(rows: readonly { readonly length: number }[]): number {
  const slices = rows[0]?.length;
  if (slices === undefined) throw new RangeError("parts must not be empty");
  const odd = rows.findIndex(({ length }) => length !== slices);
  if (odd >= 0) throw new RangeError(`parts[${odd}] has ${rows[odd]?.length} slices where parts[0] has ${slices}`);
  return slices;
}

/** The verdict on each slice from the parts' verdicts on it. Throws RangeError as `checkRows` does. */
export function allSlicesSeries(parts: readonly (readonly PartVerdict[])[]): readonly PartVerdict[] {
  return Array.from({ length: checkRows(parts) }, (_, slice) => combineVerdicts(parts.map((part) => part[slice] ?? "none")));
}

/** The verdicts of a series, counted. */
export function countVerdicts(series: readonly PartVerdict[]): VerdictCounts {
  const count = (verdict: PartVerdict): number => series.filter((each) => each === verdict).length;
  const [good, bad, none] = [count("good"), count("bad"), count("none")];
  return { good, bad, none, sli: good + bad === 0 ? null : fraction(BigInt(good), BigInt(good + bad)) };
}

export interface CompositeSlicesPart {
  readonly weight: Fraction;
  /** The part's ratio in each slice; null where it is unknown. */
  readonly ratios: readonly (Fraction | null)[];
}

export interface CompositeSlice {
  /** Units of 1 / RATIO_SCALE, halves to even, as a slices stream holds them; null where no part is known. */
  readonly units: bigint | null;
  readonly partial: boolean;
}

/**
 * A composite's own slice series: in each slice the combination of what is known of the parts. Burn rates and budgets of the composite
 * are figures of this series, never means of the parts' burn rates. Throws RangeError as `compositeSli` and `checkRows` do.
 */
export function ratioSlicesSeries(kind: CompositeRatioKind, parts: readonly CompositeSlicesPart[]): readonly CompositeSlice[] {
  const slices = checkRows(parts.map(({ ratios }) => ratios));
  return Array.from({ length: slices }, (_, slice) => {
    const inSlice = parts.map(({ weight, ratios }) => ({ weight, sli: ratios[slice] ?? null }));
    const { sli, partial } = compositeSli(kind, inSlice);
    return { units: sli === null ? null : divideHalfEven(sli.num * BigInt(RATIO_SCALE), sli.den), partial };
  });
}

/** The parts of each composite by name; a name without an entry has no parts. */
export type PartsByName = ReadonlyMap<string, readonly string[]>;

/**
 * A composite that contains itself, as the way round with its first name again at the end: `["shop", "checkout", "shop"]`. Null when
 * there is none. The answer depends only on the order of the entries.
 */
export function findCycle(partsByName: PartsByName): readonly string[] | null {
  const finished = new Set<string>();
  for (const name of partsByName.keys()) {
    const cycle = cycleFrom(name, partsByName, finished);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** Walks in depth with a stack of its own, so that a long chain is no deep recursion. */
function cycleFrom(start: string, partsByName: PartsByName, finished: Set<string>): readonly string[] | null {
  const path: { readonly name: string; next: number }[] = finished.has(start) ? [] : [{ name: start, next: 0 }];
  const onPath = new Set(path.map(({ name }) => name));
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const part = partsByName.get(top.name)?.[top.next++];
    if (part === undefined) {
      finished.add(top.name);
      onPath.delete(top.name);
      path.pop();
    } else if (onPath.has(part)) {
      const names = path.map(({ name }) => name);
      return [...names.slice(names.indexOf(part)), part];
    } else if (!finished.has(part)) {
      path.push({ name: part, next: 0 });
      onPath.add(part);
    }
  }
  return null;
}
