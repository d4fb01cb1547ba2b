import { isoOfMinute, isZone, MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import type { Recurrence, RecurrenceProblem, RecurringInterval } from "../../usecases/adjustment/recurrences.ts";
import { type RuleStarts, ruleStarts } from "./rule-starts.ts";
import { isEndless, ruleTextProblem } from "./rule-text.ts";

/** How far ahead a new rule is tried. Longer than a year, so that it has met both changes of the clock and every month. */
const TRIED_DAYS = 400;
/** Far ahead too, where a rule that could not be followed would show only in years. */
const FAR_YEARS = [4, 12, 40];
const YEAR_MINUTES = 366 * MINUTES_PER_DAY;
/** Occurrences that follow each other without a break for so long have no end: a change of the clock breaks even a daily one now and then. */
const ENDLESS_MINUTES = 60 * MINUTES_PER_DAY;

const ruleProblem = (message: string): RecurrenceProblem => ({ field: "rule", message });

/** The longest stretch that occurrences of this length cover together. */
function longestStretch(starts: readonly Minute[], length: number): number {
  let [longest, from, to] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const start of starts) {
    if (start > to) from = start;
    to = start + length;
    longest = Math.max(longest, to - from);
  }
  return longest;
}

function tryOut(starts: RuleStarts, interval: RecurringInterval & { readonly recurrence: Recurrence }): RecurrenceProblem | null {
  const { from, to, recurrence } = interval;
  const first = starts.firstAfter(from - 1);
  if (first !== from) {
    const hint = first === null ? "it yields none at all" : `the first one it yields after that is ${isoOfMinute(first)}`;
    return ruleProblem(`does not yield the first occurrence, which begins ${isoOfMinute(from)}; ${hint}`);
  }
  const tried = starts.within({ start: from, end: from + TRIED_DAYS * MINUTES_PER_DAY });
  if (tried.some((start, index) => index > 0 && start - (tried[index - 1] ?? start) < MINUTES_PER_HOUR)) {
    return ruleProblem("yields more than one occurrence per hour");
  }
  if (isEndless(recurrence.rule) && longestStretch(tried, to - from) >= Math.max(ENDLESS_MINUTES, to - from + 1)) {
    return ruleProblem("would never end: each occurrence lasts until the next one begins");
  }
  for (const years of FAR_YEARS) {
    const start = from + years * YEAR_MINUTES;
    starts.within({ start, end: start + TRIED_DAYS * MINUTES_PER_DAY });
    starts.firstAfter(start);
  }
  return null;
}

/** What is wrong with a normalised rule, or null. */
export function findRecurrenceProblem({ recurrence, ...interval }: RecurringInterval): RecurrenceProblem | null {
  if (recurrence === null) return null;
  if (!isZone(recurrence.zone)) return { field: "zone", message: "is not an IANA time zone, such as Europe/Stockholm" };
  const textProblem = ruleTextProblem(recurrence.rule);
  if (textProblem !== null) return ruleProblem(textProblem);
  try {
    return tryOut(ruleStarts({ ...interval, recurrence }), { ...interval, recurrence });
  } catch {
    // The library says no more than that it gave up, or which part does not go with another one, in its own words.
    return ruleProblem("cannot be followed: its parts do not go together, or it seldom or never yields an occurrence");
  }
}
