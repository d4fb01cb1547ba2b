import {
  judgeSlice,
  MINUTES_PER_HOUR,
  type Minute,
  type MinuteBlock,
  type MinuteKnowledge,
  type MissingReason,
  type SliceTerms,
  sliceScale,
  storedRatio,
  type Totals,
  totalsBetween,
  ZERO_TOTALS,
} from "@solvent/domain";
import type pg from "pg";
import type { Span } from "../correct-minutes.ts";
import { MinuteStoreCorruptError } from "../errors.ts";
import { type HourSlice, readHourSlices, type SliceRequest } from "../hour-slices.ts";
import { startOfHour } from "../split-write.ts";
import { Tally } from "../tally.ts";

/** Minutes [from, to) of the slices of a stream, to be judged from what is stored of it. */
export interface JudgeRequest extends Span {
  readonly parentId: number;
  readonly terms: SliceTerms;
}

/** Blocks in the order of the requests. Reads nothing where no slice closes. All minutes of the slices that close must be stored. */
export async function judgeStoredSlices(client: pg.PoolClient, requests: readonly JudgeRequest[]): Promise<readonly MinuteBlock[]> {
  const parts = requests.map(hoursOf);
  const rows = await readHourSlices(client, parts.flat());
  let next = 0;
  return requests.map((request, i) => {
    const hours = (parts[i] ?? []).map((part): StoredHour => {
      const row = rows[next++];
      if (row?.length === part.last - part.first + 1) return { part, row };
      throw new MinuteStoreCorruptError(`stream ${request.parentId} lacks minutes of hour ${part.hour}, which lie in its coverage`);
    });
    return toBlock(request, hours);
  });
}

/** The part of an hour in which slices close. */
interface HourPart extends SliceRequest {
  /** Where the first of these slices starts, in minutes of the hour. */
  readonly start: number;
}

interface StoredHour {
  readonly part: HourPart;
  readonly row: HourSlice;
}

/** The elements between which the slices that close in [from, to) lie, per hour: a slice never reaches over the end of one. */
function hoursOf({ from, to, parentId, terms: { minutes } }: JudgeRequest): HourPart[] {
  const firstStart = Math.floor(from / minutes) * minutes;
  const lastClosing = Math.floor(to / minutes) * minutes;
  const parts: HourPart[] = [];
  for (let hourStart = startOfHour(firstStart); Math.max(hourStart, firstStart) < lastClosing; hourStart += MINUTES_PER_HOUR) {
    const start = Math.max(0, firstStart - hourStart);
    const last = Math.min(MINUTES_PER_HOUR, lastClosing - hourStart);
    parts.push({ hour: hourStart / MINUTES_PER_HOUR, streamId: parentId, start, first: Math.max(1, start), last });
  }
  return parts;
}

/** All minutes are known without traffic, but the last one of a slice that closes, which holds the verdict or is missing. */
function toBlock({ from, to, terms }: JudgeRequest, hours: readonly StoredHour[]): MinuteBlock {
  const length = to - from;
  const block: Draft = {
    from,
    good: new Array<number>(length).fill(0),
    total: new Array<number>(length).fill(0),
    missing: new Array<null>(length).fill(null),
  };
  for (const { part, row } of hours) {
    let before = totalsAt(row, part, part.start);
    for (let end = part.start + terms.minutes; end <= part.last; end += terms.minutes) {
      const after = totalsAt(row, part, end);
      writeVerdict(block, part.hour * MINUTES_PER_HOUR + end - 1, { terms, sums: totalsBetween(before, after) });
      before = after;
    }
  }
  return block;
}

function totalsAt(row: HourSlice, { first }: HourPart, element: number): Totals {
  if (element === 0) return ZERO_TOTALS;
  const tally = new Tally();
  row.read(element - first, tally);
  return tally.toTotals();
}

interface Draft extends MinuteBlock {
  readonly good: number[];
  readonly total: number[];
  readonly missing: (MissingReason | null)[];
}

function writeVerdict(block: Draft, last: Minute, { terms, sums }: { terms: SliceTerms; sums: Totals }): void {
  const index = last - block.from;
  const verdict = judgeSlice(terms, knowledgeOf(sums, terms.minutes));
  if (verdict.kind === "missing") block.missing[index] = "no-sample";
  if (verdict.kind !== "judged") return;
  block.good[index] = Number(storedRatio(terms, verdict.ratio));
  block.total[index] = sliceScale(terms);
}

/** A verdict depends on the sums of the known minutes and on whether some, or all, are missing. */
function knowledgeOf({ good, total, known }: Totals, minutes: number): readonly MinuteKnowledge[] {
  const sums = known === 0 ? [] : [{ good, total }];
  return known < minutes ? [...sums, null] : sums;
}
