import type { Minute, MinuteBlock, Totals } from "@solvent/domain";
import type { MinuteReader, StoredGap, StreamHead } from "../../src/usecases/minutes/minute-store.ts";

/** One stream whose minutes are a list; every answer is summed minute by minute. */
export interface MemoryStream {
  readonly streamId: number;
  readonly firstMinute: Minute;
  /** [good, total] in events times 1000, or null for missing. */
  readonly minutes: readonly (readonly [good: number, total: number] | null)[];
  readonly gaps?: readonly StoredGap[];
}

function totalsBefore(stream: MemoryStream, instant: Minute): Totals {
  let [good, total, known, active] = [0n, 0n, 0, 0];
  for (const value of stream.minutes.slice(0, Math.max(0, instant - stream.firstMinute))) {
    if (value === null) continue;
    good += BigInt(value[0]);
    total += BigInt(value[1]);
    known += 1;
    if (value[1] > 0) active += 1;
  }
  return { good, total, known, active };
}

/** A minute store that is only read. */
export function memoryMinutes(streams: readonly MemoryStream[]): MinuteReader {
  const find = (id: number) => streams.find((stream) => stream.streamId === id);
  const head = ({ streamId, firstMinute, minutes }: MemoryStream): StreamHead => ({
    streamId,
    firstMinute,
    watermark: firstMinute + minutes.length,
  });
  return {
    heads: async (ids) => ids.flatMap((id) => streams.filter((stream) => stream.streamId === id).map(head)),
    totalsAt: async (ids, instants) => ({
      at: (row, column) => {
        const stream = find(ids[row] ?? -1);
        const instant = instants[column];
        return stream === undefined || instant === undefined ? null : totalsBefore(stream, instant);
      },
    }),
    series: async (id, from, to, stepMinutes) => {
      const stream = find(id);
      const points = Array.from({ length: Math.floor((to - from) / stepMinutes) + 1 }, (_, i) => from + i * stepMinutes);
      return stream === undefined ? [] : points.map((instant) => totalsBefore(stream, instant));
    },
    minutesBetween: async (id, from, to): Promise<MinuteBlock> => {
      const stream = find(id);
      const values = stream?.minutes.slice(from - stream.firstMinute, to - stream.firstMinute) ?? [];
      return {
        from,
        good: values.map((value) => value?.[0] ?? 0),
        total: values.map((value) => value?.[1] ?? 0),
        missing: values.map((value) => (value === null ? "not-read" : null)),
      };
    },
    gaps: async (id, from, to) => (find(id)?.gaps ?? []).filter((gap) => gap.from < to && gap.to > from),
  };
}
