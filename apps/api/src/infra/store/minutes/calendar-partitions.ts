import { MINUTE_MS, MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute } from "@solvent/domain";

/** A partition by the values [from, to) of its parent's key: hours for stream_hour, minutes for stream_anchor. */
export interface Partition {
  readonly parent: "stream_hour" | "stream_anchor";
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const HOURS_PER_DAY = 24;

export const dayOf = (minute: Minute): number => Math.floor(minute / MINUTES_PER_DAY);

/** Partitions that hold the minutes [from, to) and their anchors, which stand at whole hours from `from` to `to` inclusive. */
export function partitionsFor(from: Minute, to: Minute): readonly Partition[] {
  return [...hourPartitions(from, to), ...anchorPartitions(from, to)];
}

/** Holds the hours of a day, which is counted since 1970. */
export function hourPartition(day: number): Partition {
  const name = `stream_hour_${isoDate(day * MINUTES_PER_DAY).replaceAll("-", "")}`;
  return { parent: "stream_hour", name, from: day * HOURS_PER_DAY, to: (day + 1) * HOURS_PER_DAY };
}

function hourPartitions(from: Minute, to: Minute): Partition[] {
  const partitions: Partition[] = [];
  for (let day = dayOf(from); day * MINUTES_PER_DAY < to; day += 1) partitions.push(hourPartition(day));
  return partitions;
}

/** Hold the anchors from that of the hour of `from` to that of the hour of `to`. */
export function anchorPartitions(from: Minute, to: Minute): Partition[] {
  const partitions: Partition[] = [];
  const last = to - (to % MINUTES_PER_HOUR);
  let start = monthStart(from, 0);
  while (start <= last) {
    const end = monthStart(start, 1);
    const name = `stream_anchor_${isoDate(start).slice(0, 7).replace("-", "")}`;
    partitions.push({ parent: "stream_anchor", name, from: start, to: end });
    start = end;
  }
  return partitions;
}

function monthStart(minute: Minute, monthsLater: number): Minute {
  const date = new Date(minute * MINUTE_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater) / MINUTE_MS;
}

const isoDate = (minute: Minute): string => new Date(minute * MINUTE_MS).toISOString().slice(0, 10);
