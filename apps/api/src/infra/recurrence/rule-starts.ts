import { MINUTE_MS, type Minute, type MinuteInterval } from "@solvent/domain";
import { RRuleTemporal } from "rrule-temporal";
import type { RecurringInterval } from "../../usecases/adjustment/recurrences.ts";

/** Starts of the occurrences of one rule. */
export interface RuleStarts {
  /** Those in the range, sorted. */
  within(range: MinuteInterval): readonly Minute[];
  /** The first one after the minute; null: there is none. */
  firstAfter(minute: Minute): Minute | null;
}

const toDate = (minute: Minute): Date => new Date(minute * MINUTE_MS);
const toMinute = ({ epochMilliseconds }: { readonly epochMilliseconds: number }): Minute => Math.floor(epochMilliseconds / MINUTE_MS);

/** `20261206T013000Z` */
const toIcs = (minute: Minute): string =>
  `${toDate(minute)
    .toISOString()
    .replace(/[-:]|\.\d+/g, "")}`;

/**
 * A rule in the local time of its zone. As RFC 5545 says, a local time that does not exist (the clock is set forward) has no occurrence, and
 * of one that comes twice the first counts. Throws what the library throws for a combination of parts that is not allowed or not followed
 * within its bounds.
 */
export function ruleStarts({ from, recurrence }: RecurringInterval & { readonly recurrence: { rule: string; zone: string } }): RuleStarts {
  const { rule, zone } = recurrence;
  const first = new RRuleTemporal({ rruleString: `DTSTART:${toIcs(from)}\nRRULE:FREQ=DAILY;COUNT=1` }).options().dtstart.withTimeZone(zone);
  const rules = new RRuleTemporal({ rruleString: rule, dtstart: first, tzid: zone, strict: true, cache: false });
  return {
    // Both ends are part of what is asked for.
    within: ({ start, end }) => (start >= end ? [] : rules.between(toDate(start), toDate(end - 1), true).map(toMinute)),
    firstAfter: (minute) => {
      const next = rules.next(toDate(minute));
      return next === null ? null : toMinute(next);
    },
  };
}
