import { parseSliceKey, parseSliceTarget, type SliceTerms } from "@solvent/domain";

/** Few ways to judge are in use, and every write of a parent asks for its own. */
const known = new Map<string, SliceTerms>();

/** How the slices of a stream with this key are judged. Throws RangeError for a text that is no key. */
export function sliceTermsOf(key: string): SliceTerms {
  const before = known.get(key);
  if (before !== undefined) return before;
  const { method, slices } = parseSliceKey(key);
  const target = method === "ratio_timeslices" || slices.targetPercent === null ? null : parseSliceTarget(slices.targetPercent);
  const terms = { minutes: slices.minutes, target, noTraffic: slices.noTraffic, missing: slices.missing };
  known.set(key, terms);
  return terms;
}
