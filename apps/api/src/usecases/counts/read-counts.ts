import { countInterval, type Minute, type MinuteInterval, type Totals, ZERO_TOTALS } from "@solvent/domain";
import { type Answered, type Beyond, beyondOf, flooredBeyond, keptInterval, keptRequest } from "./beyond-minutes.ts";
import { type CompositeTrees, compositeSources, measuredStreamsOf, readTrees } from "./composite-counts.ts";
import type { CountedMinutes, CountRequest, CountsIn } from "./count-reader.ts";
import { groupQuestions, type PlannedCount, planCounts, type TotalsQuestion } from "./group-questions.ts";
import { type MinuteAt, readKnownMinutes } from "./read-known-minutes.ts";

const indexOf = (values: Iterable<number>): Map<number, number> => new Map([...values].map((value, index) => [value, index]));

async function ask(minutes: Pick<CountedMinutes, "totalsAt">, { streamIds, instants }: TotalsQuestion): Promise<Answered> {
  const table = await minutes.totalsAt([...streamIds], [...instants]);
  return { table, rowOf: indexOf(streamIds), columnOf: indexOf(instants) };
}

/** Running totals of a stream; all the same where it does not exist, so that nothing of it is known. */
function totalsOf({ table, rowOf, columnOf }: Answered, streamId: number): (minute: Minute) => Totals {
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

/** What is not in the totals: minutes by measured stream, and how composites are put together. */
interface Details {
  readonly minutesOf: ReadonlyMap<number, MinuteAt>;
  readonly trees: CompositeTrees;
}

function countsIn({ request }: PlannedCount, reading: Answered, { minutesOf, trees }: Details): CountsIn {
  const { streamId, slicesStreamId, terms, adjustments, minutesFrom = null } = request;
  const eventsAt = totalsOf(reading, streamId);
  // Without its slices stream nothing is judged yet.
  const slicesAt = slicesStreamId === null ? () => ZERO_TOTALS : totalsOf(reading, slicesStreamId);
  const minutesAt = (measured: number): MinuteAt => minutesOf.get(measured) ?? NOTHING_READ;
  const sources = { eventsAt, slicesAt, minuteAt: minutesAt(streamId), ...compositeSources(request, trees, minutesAt) };
  return (interval) => countInterval({ terms, adjustments, interval, sloStart: terms.sloStart, minutesFrom }, sources);
}

/** Minutes that any of the counts needs, of the streams that slices are judged from. */
async function readDetails(minutes: CountedMinutes, counts: readonly PlannedCount[]): Promise<Details> {
  const touched = counts.filter((count) => count.minutes.length > 0);
  const trees = await readTrees(
    minutes,
    touched.map(({ request }) => request),
  );
  const needed = new Map<number, MinuteInterval[]>();
  for (const { request, minutes: intervals } of touched) {
    for (const streamId of measuredStreamsOf(request, trees)) needed.set(streamId, [...(needed.get(streamId) ?? []), ...intervals]);
  }
  const minutesOf = new Map<number, MinuteAt>();
  for (const [streamId, intervals] of needed) minutesOf.set(streamId, await readKnownMinutes(minutes, streamId, intervals));
  return { minutesOf, trees };
}

interface Counted {
  readonly count: PlannedCount;
  readonly answered: Answered;
  /** How bounds were floored before this was asked, one after the other. */
  readonly floors: readonly Beyond[];
}

async function askAll(minutes: CountedMinutes, requests: readonly CountRequest[]): Promise<readonly Counted[]> {
  const counts = planCounts(requests);
  const answers = new Map<PlannedCount, Answered>();
  for (const question of groupQuestions(counts)) {
    const answered = await ask(minutes, question);
    for (const count of question.counts) answers.set(count, answered);
  }
  return counts.map((count) => {
    const answered = answers.get(count);
    if (answered === undefined) throw new RangeError(`no counts of stream ${count.request.streamId}`);
    return { count, answered, floors: [] };
  });
}

/** Asks once more, at instants that are known, what needs minutes that are not kept any more. */
async function askFloored(minutes: CountedMinutes, counted: readonly Counted[], floorOf: (beyond: Beyond) => Beyond) {
  const open = counted.flatMap((one) => {
    const beyond = beyondOf(one.count, one.answered);
    return beyond !== null && !beyond.isComplete ? [{ one, floor: floorOf(beyond) }] : [];
  });
  if (open.length === 0) return counted;
  const asked = await askAll(
    minutes,
    open.map(({ one, floor }) => keptRequest(one.count.request, floor)),
  );
  const again = new Map(open.map(({ one, floor }, i) => [one, { ...asked[i], floors: [...one.floors, floor] }]));
  return counted.map((one): Counted => ({ ...one, ...again.get(one) }));
}

/** What was floored is known when it is asked for again; unless days are dropped meanwhile, then the whole hours are. */
const askKept = async (minutes: CountedMinutes, requests: readonly CountRequest[]): Promise<readonly Counted[]> =>
  askFloored(minutes, await askFloored(minutes, await askAll(minutes, requests), (beyond) => beyond), flooredBeyond);

function countsOf({ count, answered, floors }: Counted, details: Details): CountsIn {
  const exact = countsIn(count, answered, details);
  if (floors.length === 0) return exact;
  const countedAs = (interval: MinuteInterval) => floors.reduce((kept, floor) => keptInterval(floor, kept), interval);
  return Object.assign((interval: MinuteInterval) => exact(countedAs(interval)), { countedAs });
}

/**
 * Counts intervals of many objectives with few questions to the store. The running totals of a request come out of one question, hence
 * of one state of the store. Minutes, which are needed only where an adjustment touches slices, come out of questions of their own after
 * that: a correction that is written in between shows in them, and in the totals not before the next reading. The result is in the order
 * of the requests.
 */
export async function readCounts(minutes: CountedMinutes, requests: readonly CountRequest[]): Promise<readonly CountsIn[]> {
  const counted = await askKept(minutes, requests);
  const details = await readDetails(
    minutes,
    counted.map(({ count }) => count),
  );
  return counted.map((one) => countsOf(one, details));
}
