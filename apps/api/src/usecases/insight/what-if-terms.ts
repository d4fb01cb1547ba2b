import type { FieldProblem, WhatIfInput } from "@solvent/api-contract";
import {
  type Adjustment,
  definitionTerms,
  isZone,
  MINUTES_PER_DAY,
  type ObjectiveTerms,
  parseSliceTarget,
  parseTarget,
  type SliceSettings,
  type TermsDefinition,
  toAdjustment,
} from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";
import { sameJson } from "../objective/diff-definitions.ts";
import { findSliceProblem } from "../objective/validate-definition.ts";
import type { DirectoryEntry } from "../status/objective-directory.ts";

/** What is judged by, and as it is written. */
export interface WrittenTerms {
  readonly definition: TermsDefinition;
  readonly terms: ObjectiveTerms;
}

const LONGEST_WINDOW_DAYS = 366;

/** The message of the RangeError that `read` throws, at `path`. */
function problemOf(path: string, read: () => unknown): FieldProblem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ path, message: error.message }];
  }
}

/** What is left out stays as it is, as far as the method that is tried has it at all. */
function triedSlices(present: TermsDefinition, { method = present.method, slices }: WhatIfInput): SliceSettings | null {
  if (slices !== undefined) return slices;
  if (method === "occurrences" || present.slices === null) return null;
  return method === "ratio_timeslices" ? { ...present.slices, targetPercent: null } : present.slices;
}

/** What is wrong with terms that somebody tries, by field. */
export function findTermsProblems({ targetPercent, window, method, slices }: TermsDefinition): FieldProblem[] {
  const problems = problemOf("targetPercent", () => parseTarget(targetPercent));
  if (window.kind === "calendar" && !isZone(window.zone)) {
    problems.push({ path: "window.zone", message: "must be the IANA name of a time zone, such as Europe/Stockholm" });
  }
  if (window.kind === "rolling" && window.minutes > LONGEST_WINDOW_DAYS * MINUTES_PER_DAY) {
    problems.push({ path: "window.minutes", message: `must be at most ${LONGEST_WINDOW_DAYS} days of 1440 minutes` });
  }
  const sliceProblem = findSliceProblem({ method, slices });
  if (sliceProblem !== null) return [...problems, sliceProblem];
  const sliceTarget = slices?.targetPercent ?? null;
  return sliceTarget === null ? problems : [...problems, ...problemOf("slices.targetPercent", () => parseSliceTarget(sliceTarget))];
}

/** What a composite is put together from is judged in its slices: other ones are not stored. Throws `request.invalid`. */
export function checkComposite({ source, terms }: Pick<DirectoryEntry, "source" | "terms">, { method, slices }: WhatIfInput): void {
  if (source !== null) return;
  const message = "a composite is put together in its own slices: only its target, window and adjustments can be tried";
  if (method !== undefined && method !== terms.method) throw invalidRequest([{ path: "method", message }]);
  if (slices !== undefined && !sameJson({ ...slices }, { ...terms.slices })) throw invalidRequest([{ path: "slices", message }]);
}

/** The present terms with what is tried in the place of theirs. Throws `request.invalid`. */
export function triedTerms(present: TermsDefinition, input: WhatIfInput): WrittenTerms {
  const { targetPercent = present.targetPercent, window = present.window, method = present.method } = input;
  const definition: TermsDefinition = { targetPercent, window, method, slices: triedSlices(present, input), sloStart: present.sloStart };
  const problems = findTermsProblems(definition);
  if (problems.length > 0) throw invalidRequest(problems);
  return { definition, terms: definitionTerms(definition) };
}

/** Adjustments to try, in whole minutes. Throws `request.invalid`. */
export function triedAdjustments(adjustments: WhatIfInput["adjustments"]): readonly Adjustment[] {
  const problems = adjustments.flatMap(({ from, to }, index) =>
    Date.parse(from) < Date.parse(to) ? [] : [{ path: `adjustments[${index}].to`, message: "must be later than `from`" }],
  );
  if (problems.length > 0) throw invalidRequest(problems);
  return adjustments.map(({ from, to, mode }) => toAdjustment(Date.parse(from), Date.parse(to), mode));
}
