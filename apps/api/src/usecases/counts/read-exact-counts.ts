import { countExactly, type ExactCounts, exactNeeds, type MinuteInterval, ZERO_TOTALS } from "@solvent/domain";
import type { CountedMinutes, CountRequest } from "./count-reader.ts";
import { readKnownMinutes } from "./read-known-minutes.ts";

/**
 * Counts one interval of a slice method with every slice judged from its minutes and nothing rounded. Reads all minutes of the interval:
 * only for the rare figure that rounding would decide (`isWithinRounding`). Null when not all of them are kept.
 */
export async function readExactCounts(
  minutes: CountedMinutes,
  { streamId, terms, adjustments }: Omit<CountRequest, "intervals">,
  interval: MinuteInterval,
): Promise<ExactCounts | null> {
  const request = { terms, adjustments, interval, sloStart: terms.sloStart };
  const needs = exactNeeds(request);
  const table = await minutes.totalsAt([streamId], needs.eventInstants);
  if (interval.start < (table.beyond?.minutesFrom(0) ?? 0)) return null;
  const minuteAt = await readKnownMinutes(minutes, streamId, needs.minutes);
  const eventsAt = (minute: number) => table.at(0, needs.eventInstants.indexOf(minute)) ?? ZERO_TOTALS;
  return countExactly(request, { eventsAt, minuteAt });
}
