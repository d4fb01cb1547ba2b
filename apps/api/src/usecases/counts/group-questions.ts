import { countNeeds, type Minute, type MinuteInterval } from "@solvent/domain";
import type { CountRequest } from "./count-reader.ts";

/** What must be read to count a request. */
export interface PlannedCount {
  readonly request: CountRequest;
  /** The measured stream and, for slice methods, its slices. */
  readonly streamIds: readonly number[];
  /** Instants at which the running totals of all of them are needed. */
  readonly instants: readonly Minute[];
  /** Those of the measured stream, and those of its slices. */
  readonly eventInstants: readonly Minute[];
  readonly sliceInstants: readonly Minute[];
  /** Minutes of the measured stream that are needed themselves. */
  readonly minutes: readonly MinuteInterval[];
}

/** One question to the store: every stream at every instant. */
export interface TotalsQuestion {
  readonly streamIds: ReadonlySet<number>;
  readonly instants: ReadonlySet<Minute>;
  readonly counts: readonly PlannedCount[];
}

/** Cells of a table that are read faster than the store is asked once more. */
const CHEAP_CELLS = 4096;

/** What a request needs, without whose it is. */
type Needs = Omit<PlannedCount, "request" | "streamIds">;

function needsOf({ slicesStreamId, terms, adjustments, intervals, minutesFrom = null }: CountRequest): Needs {
  const needs = countNeeds({ terms, adjustments, intervals, sloStart: terms.sloStart, minutesFrom });
  if (slicesStreamId === null) return { ...needs, instants: needs.eventInstants, sliceInstants: [] };
  return { ...needs, instants: [...new Set([...needs.eventInstants, ...needs.sliceInstants])] };
}

interface KnownNeeds {
  readonly terms: CountRequest["terms"];
  readonly hasSlices: boolean;
  readonly needs: Needs;
}

/** Objectives with the same terms at the same watermark hand in the same intervals: what they need is worked out once. */
export function planCounts(requests: readonly CountRequest[]): readonly PlannedCount[] {
  const known = new Map<CountRequest["intervals"], KnownNeeds>();
  return requests.map((request) => {
    const { streamId, slicesStreamId, terms, adjustments, intervals } = request;
    const streamIds = slicesStreamId === null ? [streamId] : [streamId, slicesStreamId];
    if (adjustments.length > 0) return { request, streamIds, ...needsOf(request) };
    const hasSlices = slicesStreamId !== null;
    const same = known.get(intervals);
    const needs = same?.terms === terms && same.hasSlices === hasSlices ? same.needs : needsOf(request);
    known.set(intervals, { terms, hasSlices, needs });
    return { request, streamIds, ...needs };
  });
}

const questionOf = (counts: readonly PlannedCount[]): TotalsQuestion => ({
  streamIds: new Set(counts.flatMap(({ streamIds }) => streamIds)),
  // Most of them share one list.
  instants: new Set([...new Set(counts.map(({ instants }) => instants))].flat()),
  counts,
});

const cellsOf = ({ streamIds, instants }: TotalsQuestion): number => streamIds.size * instants.size;

/** Both in one, unless that is a large table of cells that nobody needs. */
function joined(a: TotalsQuestion, b: TotalsQuestion): TotalsQuestion | null {
  if (cellsOf(a) + cellsOf(b) > CHEAP_CELLS) return null;
  const both = questionOf([...a.counts, ...b.counts]);
  return cellsOf(both) > CHEAP_CELLS ? null : both;
}

/** Counts that need the same instants share a question: the streams of a healthy source share a watermark. Small ones share one, too. */
export function groupQuestions(counts: readonly PlannedCount[]): readonly TotalsQuestion[] {
  const groups = new Map<string, PlannedCount[]>();
  const keys = new Map<PlannedCount["instants"], string>();
  for (const count of counts) {
    const key = keys.get(count.instants) ?? count.instants.join();
    keys.set(count.instants, key);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [count]);
    else group.push(count);
  }
  const questions: TotalsQuestion[] = [];
  for (const group of groups.values()) {
    const question = questionOf(group);
    const last = questions.at(-1);
    const both = last === undefined ? null : joined(last, question);
    if (both === null) questions.push(question);
    else questions[questions.length - 1] = both;
  }
  return questions;
}
