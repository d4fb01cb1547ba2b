import { MINUTES_PER_HOUR, type PartSlice, partSliceOf, type SliceTerms, type Totals, totalsBetween, ZERO_TOTALS } from "@solvent/domain";
import type pg from "pg";
import type { StreamHead } from "../../../usecases/minutes/minute-store.ts";
import { type HourSlice, readHourSlices, type SliceRequest } from "../minutes/hour-slices.ts";
import { Tally } from "../minutes/tally.ts";

/** The slices of a stream of slices that lie wholly in [from, to); `from` is the start of one. */
export interface PartRequest {
  /** Null: nothing is known of any. */
  readonly stream: StreamHead | null;
  readonly from: number;
  readonly to: number;
  readonly slices: Pick<SliceTerms, "minutes">;
}

/** The elements of an hour between which slices lie. */
interface HourPart extends SliceRequest {
  /** First slice in it, by its number in the request. */
  readonly firstSlice: number;
  /** Where it starts, in minutes of the hour. */
  readonly start: number;
}

function hoursOf({ stream, from, to, slices: { minutes } }: PartRequest): HourPart[] {
  if (stream === null) return [];
  const begin = from + Math.max(0, Math.ceil((stream.firstMinute - from) / minutes)) * minutes;
  const end = Math.floor(Math.min(to, stream.watermark) / minutes) * minutes;
  const parts: HourPart[] = [];
  for (let at = begin; at < end; ) {
    const hourStart = Math.floor(at / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;
    const until = Math.min(end, hourStart + MINUTES_PER_HOUR);
    const start = at - hourStart;
    parts.push({
      hour: hourStart / MINUTES_PER_HOUR,
      streamId: stream.streamId,
      first: Math.max(1, start),
      last: until - hourStart,
      start,
      firstSlice: (at - from) / minutes,
    });
    at = until;
  }
  return parts;
}

function totalsAt(row: HourSlice, { first }: HourPart, element: number): Totals {
  if (element === 0) return ZERO_TOTALS;
  const tally = new Tally();
  row.read(element - first, tally);
  return tally.toTotals();
}

function readHour(row: HourSlice, part: HourPart, { slices }: PartRequest, into: PartSlice[]): void {
  let before = totalsAt(row, part, part.start);
  let slice = part.firstSlice;
  for (let end = part.start + slices.minutes; end <= part.last; end += slices.minutes) {
    const after = totalsAt(row, part, end);
    into[slice++] = partSliceOf(totalsBetween(before, after), slices);
    before = after;
  }
}

/** In the order of the requests, with one question to the database. What the stream does not cover is missing. */
export async function readPartSlices(client: pg.PoolClient, requests: readonly PartRequest[]): Promise<readonly (readonly PartSlice[])[]> {
  const hours = requests.map(hoursOf);
  const rows = await readHourSlices(client, hours.flat());
  let next = 0;
  return requests.map((request, i) => {
    const found = new Array<PartSlice>(Math.max(0, Math.floor((request.to - request.from) / request.slices.minutes))).fill("missing");
    for (const part of hours[i] ?? []) {
      const row = rows[next++];
      // An hour that has just been dropped, because it is older than minutes are kept.
      if (row?.length === part.last - part.first + 1) readHour(row, part, request, found);
    }
    return found;
  });
}
