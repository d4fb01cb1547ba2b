import { MINUTE_MS, MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute } from "@solvent/domain";

/** A partition by the values [from, to) of its parent's key: hours for stream_hour, minutes for stream_anchor. */
export interface Partition {
  readonly parent: "stream_hour" | "stream_anchor";
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const HOURS_PER_DAY = 24;

/** Partitions that hold the minutes [from, to) and their anchors, which stand at whole hours from `from` to `to` inclusive. */
export function partitionsFor(from: Minute, to: Minute): readonly Partition[] {
  return [...hourPartitions(from, to), ...anchorPartitions(from, to)];
}

function hourPartitions(from: Minute, to: Minute): Partition[] {
  const partitions: Partition[] = [];
  for (let day = Math.floor(from / MINUTES_PER_DAY); day * MINUTES_PER_DAY < to; day += 1) {
    const date = isoDate(day * MINUTES_PER_DAY);
    const name = `stream_hour_${date.replaceAll("-", "")}`;
    partitions.push({ parent: "stream_hour", name, from: day * HOURS_PER_DAY, to: (day + 1) * HOURS_PER_DAY });
  }
  return partitions;
}

function anchorPartitions(from: Minute, to: Minute): Partition[] {
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
