import type { Minute, MinuteInterval } from "@solvent/domain";

/** How an interval repeats: an RFC 5545 rule without DTSTART, in the local time of an IANA zone. */
export interface Recurrence {
  readonly rule: string;
  readonly zone: string;
}

/** The first occurrence [from, to), which gives the length of all, and how it repeats; null: it does not. */
export interface RecurringInterval {
  readonly from: Minute;
  readonly to: Minute;
  readonly recurrence: Recurrence | null;
}

/** What is wrong with a recurrence, and in which of its fields. */
export interface RecurrenceProblem {
  readonly field: "rule" | "zone";
  readonly message: string;
}

/** The one place that knows how rules repeat. Rules that `findProblem` has let pass are followed without an error, and in bounded time. */
export interface Recurrences {
  /** The rule as it is stored: upper case, without the name of the property in front. */
  normalise(rule: string): string;
  /** Null for an interval whose rule can be followed and does not go on for ever without a break. */
  findProblem(interval: RecurringInterval): RecurrenceProblem | null;
  /** Occurrences that overlap `range`, whole, sorted by start. */
  within(interval: RecurringInterval, range: MinuteInterval): readonly MinuteInterval[];
  /** The occurrence that holds `at`, else the next one after it; null: it is over. */
  presentOrNext(interval: RecurringInterval, at: Minute): MinuteInterval | null;
}
