import { type BoundaryChoice, type BoundaryMode, chooseBoundary } from "@solvent/domain";
import { escapeRe2, type Matcher, makeSelector, type Selector } from "./selector.ts";

/** The one spelling of a bucket boundary: servers before 3.0 keep `le="1"` as exposed, later ones write `le="1.0"`. */
export const toBoundaryText = (le: string): string => (le === "" || Number.isNaN(Number(le)) ? le : String(Number(le)));

/** As Go prints it: what Prometheus 3 and the Go client write. */
function goSpelling(value: number): string {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 21) return String(value);
  const [digits = "", power = "0"] = value.toExponential().split("e");
  return `${digits}e${power.startsWith("-") ? "-" : "+"}${power.replace(/^[+-]/, "").padStart(2, "0")}`;
}

function spellings(le: string): string[] {
  const value = Number(le);
  if (le === "" || !Number.isFinite(value)) return [le];
  const shortest = value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  const spelled = [
    le,
    String(value),
    goSpelling(value),
    ...(Math.abs(value) >= 1e6 ? [shortest, shortest.replace("e+0", "e+"), shortest.replace(/e\+0?/, "e")] : []),
  ];
  const whole = spelled.filter((text) => /^-?\d+$/.test(text)).map((text) => `${text}.0`);
  return [...new Set([...spelled, ...whole])];
}

/** A matcher of one boundary, turned into one that accepts every spelling of the same number. */
export function widenBoundary(matcher: Matcher): Matcher {
  if (matcher.label !== "le" || matcher.op !== "=") return matcher;
  const alternatives = spellings(matcher.value);
  return alternatives.length === 1 ? matcher : { ...matcher, op: "=~", value: alternatives.map(escapeRe2).join("|") };
}

/** The bucket of a histogram at one boundary. */
export const bucketAt = (buckets: Selector, le: string): Selector =>
  makeSelector(buckets.metric, [...buckets.matchers, { label: "le", op: "=", value: toBoundaryText(le) }]);

/** Which buckets answer a threshold. `below` null: nothing lies below, the count there is zero. */
export type BucketChoice =
  | { readonly kind: "at"; readonly le: string; readonly exact: boolean }
  /** Events up to the threshold: below + (above - below) × share. */
  | { readonly kind: "between"; readonly below: string | null; readonly above: string; readonly share: number };

export type ChosenBuckets = { readonly ok: true; readonly choice: BucketChoice } | { readonly ok: false; readonly message: string };

export const isFiniteBoundary = (le: string): boolean => le !== "" && Number.isFinite(Number(le));

function toChoice({ lower, upper, exact, counted }: BoundaryChoice, threshold: string): BucketChoice | null {
  if (counted !== null) return { kind: "at", le: counted, exact };
  if (upper === null) return null;
  const floor = Number(lower ?? "0");
  return { kind: "between", below: lower, above: upper, share: (Number(threshold) - floor) / (Number(upper) - floor) };
}

/** The buckets that count a latency threshold, by the rule of `chooseBoundary`; a threshold that none of them can answer is refused. */
export function chooseBuckets(available: readonly string[], threshold: string, mode: BoundaryMode): ChosenBuckets {
  const finite = [...new Set(available.filter(isFiniteBoundary).map(toBoundaryText))].sort((left, right) => Number(left) - Number(right));
  const offered = finite.length === 0 ? "the histogram has no finite boundary" : `the boundaries are ${finite.join(", ")}`;
  const refused = { ok: false, message: `no boundary can answer ${threshold} with "${mode}": ${offered}` } as const;
  if (finite.length === 0) return refused;
  try {
    const chosen = chooseBoundary(finite, threshold, mode);
    const choice = mode === "lower" && chosen.counted === null ? null : toChoice(chosen, threshold);
    return choice === null ? refused : { ok: true, choice };
  } catch (error) {
    if (error instanceof RangeError) return refused;
    throw error;
  }
}
