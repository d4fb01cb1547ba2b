import { MINUTES_PER_DAY, type Minute, type MinuteInterval } from "@solvent/domain";
import type { Recurrence, Recurrences, RecurringInterval } from "../../usecases/adjustment/recurrences.ts";
import { findRecurrenceProblem } from "./find-problem.ts";
import { type RuleStarts, ruleStarts } from "./rule-starts.ts";
import { normaliseRule } from "./rule-text.ts";

/** Rules are worked out in pieces of so many minutes: an hourly one has 1536 occurrences in it, which bounds every question to the library. */
const PIECE_MINUTES = 64 * MINUTES_PER_DAY;
/** Starts that are remembered of all rules together, about 8 MB. */
const MOST_REMEMBERED = 1_000_000;

interface KnownRule {
  readonly starts: RuleStarts;
  readonly pieces: Map<number, readonly Minute[]>;
}

type Repeating = RecurringInterval & { readonly recurrence: Recurrence };
const isRepeating = (interval: RecurringInterval): interval is Repeating => interval.recurrence !== null;

/** Works rules out and remembers what they yield: what a rule says never changes, so nothing is ever stale. */
export function makeRecurrences(): Recurrences {
  const known = new Map<string, KnownRule>();
  let remembered = 0;

  function ruleOf(interval: Repeating): KnownRule {
    const key = `${interval.from} ${interval.recurrence.zone} ${interval.recurrence.rule}`;
    const found = known.get(key) ?? { starts: ruleStarts(interval), pieces: new Map() };
    known.set(key, found);
    return found;
  }

  function pieceOf({ starts, pieces }: KnownRule, index: number): readonly Minute[] {
    const found = pieces.get(index);
    if (found !== undefined) return found;
    const piece = starts.within({ start: index * PIECE_MINUTES, end: (index + 1) * PIECE_MINUTES });
    pieces.set(index, piece);
    remembered += piece.length + 1;
    return piece;
  }

  function startsIn(interval: Repeating, { start, end }: MinuteInterval): readonly Minute[] {
    if (remembered > MOST_REMEMBERED) {
      known.clear();
      remembered = 0;
    }
    const rule = ruleOf(interval);
    const found: Minute[] = [];
    // Nothing begins before the first occurrence.
    const begin = Math.max(start, interval.from);
    for (let index = Math.floor(begin / PIECE_MINUTES); index * PIECE_MINUTES < end; index++) {
      for (const minute of pieceOf(rule, index)) if (minute >= begin && minute < end) found.push(minute);
    }
    return found;
  }

  return {
    normalise: normaliseRule,
    findProblem: findRecurrenceProblem,
    within(interval, range) {
      const { from, to } = interval;
      const length = to - from;
      if (isRepeating(interval)) {
        const starts = startsIn(interval, { start: range.start - length + 1, end: range.end });
        return starts.map((start) => ({ start, end: start + length }));
      }
      return from < range.end && to > range.start ? [{ start: from, end: to }] : [];
    },
    presentOrNext(interval, at) {
      const { from, to } = interval;
      if (!isRepeating(interval)) return to > at ? { start: from, end: to } : null;
      const start = ruleOf(interval).starts.firstAfter(at - (to - from));
      return start === null ? null : { start, end: start + (to - from) };
    },
  };
}
