import { countInterval, type Minute, type MinuteInterval, type Totals, ZERO_TOTALS } from "@solvent/domain";
import type { TotalsTable } from "../minutes/minute-store.ts";
import type { CountedMinutes, CountRequest, CountsIn } from "./count-reader.ts";
import { groupQuestions, type PlannedCount, planCounts, type TotalsQuestion } from "./group-questions.ts";
import { type MinuteAt, readKnownMinutes } from "./read-known-minutes.ts";

interface Reading {
  readonly table: TotalsTable;
  readonly rowOf: ReadonlyMap<number, number>;
  readonly columnOf: ReadonlyMap<Minute, number>;
}

const indexOf = (values: Iterable<number>): Map<number, number> => new Map([...values].map((value, index) => [value, index]));

async function ask(minutes: Pick<CountedMinutes, "totalsAt">, { streamIds, instants }: TotalsQuestion): Promise<Reading> {
  const table = await minutes.totalsAt([...streamIds], [...instants]);
  return { table, rowOf: indexOf(streamIds), columnOf: indexOf(instants) };
}

/** Running totals of a stream; all the same where it does not exist, so that nothing of it is known. */
function totalsOf({ table, rowOf, columnOf }: Reading, streamId: number): (minute: Minute) => Totals {
  const row = rowOf.get(streamId) ?? -1;
  return (minute) => {
    const column = columnOf.get(minute);
    if (column === undefined) throw new RangeError(`totals at minute ${minute} were not asked for`);
    return table.at(row, column) ?? ZERO_TOTALS;
  };
}

const NOTHING_READ: MinuteAt = (minute) => {
  throw new RangeError(`minute ${minute} was not asked for`);
};

function countsIn({ request }: PlannedCount, reading: Reading, minuteAt: MinuteAt): CountsIn {
  const { streamId, slicesStreamId, terms, adjustments } = request;
  const eventsAt = totalsOf(reading, streamId);
  // Without its slices stream nothing is judged yet.
  const slicesAt = slicesStreamId === null ? () => ZERO_TOTALS : totalsOf(reading, slicesStreamId);
  const sources = { eventsAt, slicesAt, minuteAt };
  return (interval) => countInterval({ terms, adjustments, interval, sloStart: terms.sloStart }, sources);
}

/** Per measured stream, the minutes that any of the counts needs. */
async function readMinutesOf(minutes: CountedMinutes, counts: readonly PlannedCount[]): Promise<ReadonlyMap<number, MinuteAt>> {
  const needed = new Map<number, MinuteInterval[]>();
  for (const { request, minutes: intervals } of counts) {
    if (intervals.length > 0) needed.set(request.streamId, [...(needed.get(request.streamId) ?? []), ...intervals]);
  }
  const read = new Map<number, MinuteAt>();
  for (const [streamId, intervals] of needed) read.set(streamId, await readKnownMinutes(minutes, streamId, intervals));
  return read;
}

/**
 * Counts intervals of many objectives with few questions to the store. The running totals of a request come out of one question, hence
 * of one state of the store. Minutes, which are needed only where an adjustment touches slices, come out of questions of their own before
 * that: a correction that is written in between shows in the totals and in them not before the next reading. The result is in the order
 * of the requests.
 */
export async function readCounts(minutes: CountedMinutes, requests: readonly CountRequest[]): Promise<readonly CountsIn[]> {
  const counts = planCounts(requests);
  const minutesOf = await readMinutesOf(minutes, counts);
  const answers = new Map<PlannedCount, CountsIn>();
  for (const question of groupQuestions(counts)) {
    const reading = await ask(minutes, question);
    for (const count of question.counts) {
      answers.set(count, countsIn(count, reading, minutesOf.get(count.request.streamId) ?? NOTHING_READ));
    }
  }
  return counts.map((count) => {
    const answer = answers.get(count);
    if (answer === undefined) throw new RangeError(`no counts of stream ${count.request.streamId}`);
    return answer;
  });
}
