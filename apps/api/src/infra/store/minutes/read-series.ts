import { MINUTES_PER_HOUR, type Minute, type Totals, ZERO_TOTALS } from "@solvent/domain";
import type pg from "pg";
import type { StreamHead } from "../../../usecases/minutes/minute-store.ts";
import { readAnchors } from "./anchors.ts";
import { MinuteStoreCorruptError } from "./errors.ts";
import { type HourSlice, readHourSlices } from "./hour-slices.ts";
import { startOfHour } from "./split-write.ts";
import { readHeads } from "./stream-heads.ts";
import { addTotals, Tally } from "./tally.ts";
import { clampToCoverage } from "./totals-table.ts";

export interface SeriesRange {
  readonly from: Minute;
  readonly to: Minute;
  readonly stepMinutes: number;
}

/**
 * Running totals of one stream at from, from + step, … up to `to`. Points at whole hours are anchors and need nothing else; where minutes
 * are not kept all points are those of their hour.
 */
export async function readSeries(client: pg.PoolClient, streamId: number, range: SeriesRange): Promise<readonly Totals[]> {
  const points = toPoints(range);
  const head = (await readHeads(client, [streamId])).get(streamId);
  if (head === undefined || head.firstMinute === head.watermark) return points.map(() => ZERO_TOTALS);
  const minutes = points.map((point) => keptMinute(clampToCoverage(point, head), head));
  const anchors = await readAnchorsAt(client, streamId, [...new Set(minutes.map(startOfHour))]);
  const hours = await readHours(client, streamId, minutes);
  const tally = new Tally();
  return minutes.map((minute) => {
    const start = startOfHour(minute);
    const anchor = anchors.get(start) ?? ZERO_TOTALS;
    if (minute === start) return anchor;
    const hour = hours.get(start);
    const index = minute - start - (hour?.first ?? 1);
    if (!hour?.slice || hour.slice.length <= index)
      throw new MinuteStoreCorruptError(`stream ${streamId} has no minute ${minute - 1}, which lies in its coverage`);
    hour.slice.read(index, tally);
    return addTotals(anchor, tally.toTotals());
  });
}

const keptMinute = (minute: Minute, { minutesFrom = 0 }: StreamHead): Minute => (minute < minutesFrom ? startOfHour(minute) : minute);

function toPoints({ from, to, stepMinutes }: SeriesRange): Minute[] {
  if (!Number.isSafeInteger(stepMinutes) || stepMinutes < 1) throw new RangeError(`stepMinutes ${stepMinutes} is not a positive integer`);
  const points: Minute[] = [];
  for (let minute = from; minute <= to; minute += stepMinutes) points.push(minute);
  return points;
}

async function readAnchorsAt(client: pg.PoolClient, streamId: number, minutes: readonly Minute[]): Promise<Map<Minute, Totals>> {
  const anchors = await readAnchors(
    client,
    minutes.map((minute) => ({ streamId, minute })),
  );
  return new Map(minutes.map((minute, i) => [minute, anchors[i] ?? ZERO_TOTALS]));
}

/** The part of a row that holds the points inside one hour; `first` is the element that the slice starts with. */
interface PointsOfHour {
  readonly first: number;
  readonly slice: HourSlice | null;
}

/** By the minute at which the hour starts. */
async function readHours(client: pg.PoolClient, streamId: number, minutes: readonly Minute[]): Promise<Map<Minute, PointsOfHour>> {
  const bounds = new Map<Minute, { first: number; last: number }>();
  for (const minute of minutes) {
    const start = startOfHour(minute);
    if (minute === start) continue;
    const bound = bounds.get(start);
    if (bound === undefined) bounds.set(start, { first: minute - start, last: minute - start });
    else bound.last = minute - start;
  }
  const requests = [...bounds].map(([start, bound]) => ({ hour: start / MINUTES_PER_HOUR, streamId, ...bound }));
  const slices = await readHourSlices(client, requests);
  return new Map(requests.map(({ hour, first }, i) => [hour * MINUTES_PER_HOUR, { first, slice: slices[i] ?? null }]));
}
