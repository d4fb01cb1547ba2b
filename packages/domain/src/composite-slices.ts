import type { CompositeRatioKind } from "./composite.ts";
import { combineVerdicts, type PartVerdict } from "./composite.ts";
import { divideHalfEven, type Fraction } from "./fraction.ts";
import type { CompositeKind } from "./indicator.ts";
import type { Minute, MinuteBlock } from "./minute.ts";
import type { SliceTerms } from "./objective-terms.ts";
import { judgeSlice, type MinuteKnowledge, RATIO_SCALE, type SliceVerdict, sliceScale, storedRatio } from "./slices.ts";
import type { Totals } from "./totals.ts";

/**
 * What is known of one slice of a part, or of a composite: the share that was good in units of 1 / RATIO_SCALE, as a slices stream holds
 * it. `missing`: nothing is known. `left-out`: not judged for another reason.
 */
export type PartSlice = bigint | "missing" | "left-out";

const WHOLE = BigInt(RATIO_SCALE);

/** One slice from its parts' slices, in the order of the parts. */
export type CombineSlices = (parts: readonly PartSlice[]) => PartSlice;

interface KnownPart {
  readonly units: bigint;
  /** A whole number. */
  readonly weight: bigint;
}

const COMBINE: Readonly<Record<CompositeRatioKind, (parts: readonly KnownPart[]) => bigint>> = {
  weighted: (parts) => {
    const sum = parts.reduce((units, part) => units + part.units * part.weight, 0n);
    return divideHalfEven(
      sum,
      parts.reduce((weights, { weight }) => weights + weight, 0n),
    );
  },
  min: (parts) => parts.reduce((least, { units }) => (units < least ? units : least), WHOLE),
  product: (parts) => {
    const product = parts.reduce((units, part) => units * part.units, 1n);
    return divideHalfEven(product, WHOLE ** BigInt(parts.length - 1));
  },
};

/** Whole numbers that stand to each other as the weights do. */
function wholeWeights(weights: readonly Fraction[]): readonly bigint[] {
  const den = weights.reduce((product, weight) => product * weight.den, 1n);
  return weights.map((weight) => (weight.num * den) / weight.den);
}

const unknownOf = (parts: readonly PartSlice[]): PartSlice =>
  parts.includes("left-out") && !parts.includes("missing") ? "left-out" : "missing";

export interface CombineTerms {
  readonly how: CompositeKind;
  /** In the order of the parts; above 0. */
  readonly weights: readonly Fraction[];
  /** Of `allSlices`: a part is bad strictly below it. */
  readonly target: Fraction | null;
}

/**
 * How the slices of a composite come out of those of its parts (slo-math 11): unknown parts are left out and the weights of the others count;
 * of `allSlices` one bad part is enough, and otherwise every part has to be known. Throws RangeError where weights and slices do not go together.
 */
export function makeCombineSlices({ how, weights, target }: CombineTerms): CombineSlices {
  if (weights.some(({ num }) => num <= 0n)) throw new RangeError("weights must be above 0");
  const whole = wholeWeights(weights);
  const combine = how === "allSlices" ? allSlices(target) : (parts: readonly PartSlice[]) => ratioOf(how, parts, whole);
  return (parts) => {
    if (parts.length !== whole.length) throw new RangeError(`${parts.length} slices of ${whole.length} parts`);
    return combine(parts);
  };
}

function ratioOf(how: CompositeRatioKind, parts: readonly PartSlice[], weights: readonly bigint[]): PartSlice {
  const known = parts.flatMap((units, index): KnownPart[] => (typeof units === "bigint" ? [{ units, weight: weights[index] ?? 1n }] : []));
  return known.length === 0 ? unknownOf(parts) : COMBINE[how](known);
}

function allSlices(target: Fraction | null): CombineSlices {
  if (target === null) throw new RangeError("allSlices needs the target of a slice");
  const verdictOf = (slice: PartSlice): PartVerdict =>
    typeof slice === "bigint" ? (slice * target.den < target.num * WHOLE ? "bad" : "good") : "none";
  return (parts) => {
    const verdict = combineVerdicts(parts.map(verdictOf));
    return verdict === "none" ? unknownOf(parts) : verdict === "good" ? WHOLE : 0n;
  };
}

/** A verdict as a slices stream holds it. */
export const toPartSlice = (verdict: SliceVerdict): PartSlice =>
  verdict.kind === "judged" ? storedRatio({ target: null }, verdict.ratio) : verdict.kind;

/** One slice of a stream of slices, from its sums over the slice. */
export function partSliceOf({ good, total, known }: Totals, { minutes }: Pick<SliceTerms, "minutes">): PartSlice {
  if (total > 0n) return (good * WHOLE) / total;
  return known < minutes ? "missing" : "left-out";
}

/** As a verdict, to be counted. */
export const toVerdict = (slice: PartSlice): SliceVerdict =>
  typeof slice === "bigint" ? { kind: "judged", ratio: { num: slice, den: WHOLE } } : { kind: slice };

/** Where a composite comes from: the measured streams at its leaves, each judged in the slices of the composite that it is part of. */
export interface CompositeTree {
  readonly how: CompositeKind;
  readonly slices: SliceTerms;
  readonly parts: readonly CompositeTreePart[];
}

export interface CompositeTreePart {
  readonly weight: Fraction;
  /** A measured stream by its number, or a composite; null: there is none yet, so that nothing is known. */
  readonly of: number | CompositeTree | null;
}

/** Combines the slices of a tree's own parts. */
export const combineTree = ({ how, slices, parts }: CompositeTree): CombineSlices =>
  makeCombineSlices({ how, weights: parts.map(({ weight }) => weight), target: slices.target });

/** The measured streams at the leaves, each once. */
export const leavesOf = ({ parts }: CompositeTree): readonly number[] => [
  ...new Set(parts.flatMap(({ of }) => (of === null ? [] : typeof of === "number" ? [of] : leavesOf(of)))),
];

/** Puts one slice together from the minutes that are left of each leaf. */
export function sliceOfTree(tree: CompositeTree, minutesOf: (streamId: number) => readonly MinuteKnowledge[]): PartSlice {
  const sliceOf = ({ of }: CompositeTreePart): PartSlice => {
    if (of === null) return "missing";
    return typeof of === "number" ? toPartSlice(judgeSlice(tree.slices, minutesOf(of))) : sliceOfTree(of, minutesOf);
  };
  return combineTree(tree)(tree.parts.map(sliceOf));
}

export interface CompositeBlockInput {
  readonly terms: Pick<SliceTerms, "minutes" | "target">;
  /** Start of a slice. */
  readonly from: Minute;
  readonly to: Minute;
  /** Those that close before or at `to`, in order. */
  readonly slices: readonly PartSlice[];
}

/**
 * Minutes of a composite: known with total 0, except that the last minute of a slice holds what it came to, scaled by `sliceScale`, and that
 * all minutes of a slice are missing of which nothing is known. A slice that is not closed has no minute that is missing.
 */
export function compositeMinutes({ terms, from, to, slices }: CompositeBlockInput): MinuteBlock {
  const length = to - from;
  const good = new Array<number>(length).fill(0);
  const total = new Array<number>(length).fill(0);
  const missing = new Array<MinuteBlock["missing"][number]>(length).fill(null);
  const scale = sliceScale(terms);
  slices.forEach((slice, index) => {
    const [first, end] = [index * terms.minutes, (index + 1) * terms.minutes];
    if (slice === "missing") missing.fill("no-sample", first, end);
    if (typeof slice !== "bigint") return;
    good[end - 1] = Number((slice * BigInt(scale)) / WHOLE);
    total[end - 1] = scale;
  });
  return { from, good, total, missing };
}
