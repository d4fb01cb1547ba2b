import { type Minute, type MinuteBlock, type SliceTerms, sliceMinutes, type Totals } from "@solvent/domain";
import type { MinuteReader, StoredGap, StreamHead } from "../../src/usecases/minutes/minute-store.ts";

/** One stream whose minutes are a list; every answer is summed minute by minute. */
export interface MemoryStream {
  readonly streamId: number;
  readonly firstMinute: Minute;
  /** [good, total] in events times 1000, or null for missing. */
  readonly minutes: readonly (readonly [good: number, total: number] | null)[];
  readonly gaps?: readonly StoredGap[];
}

const NOTHING: Totals = { good: 0n, total: 0n, known: 0, active: 0 };

/** Element i: sums of the first i minutes. */
function runningTotals({ minutes }: MemoryStream): Totals[] {
  const sums = [NOTHING];
  for (const value of minutes) {
    const last = sums.at(-1) ?? NOTHING;
    const [good, total] = value ?? [0, 0];
    sums.push({
      good: last.good + BigInt(good),
      total: last.total + BigInt(total),
      known: last.known + (value === null ? 0 : 1),
      active: last.active + (total > 0 ? 1 : 0),
    });
  }
  return sums;
}

/** [from, to) cut to the coverage. */
function blockOf({ firstMinute, minutes }: MemoryStream, from: Minute, to: Minute): MinuteBlock {
  const start = Math.min(Math.max(from, firstMinute), firstMinute + minutes.length);
  const values = minutes.slice(start - firstMinute, Math.max(start, to) - firstMinute);
  return {
    from: start,
    good: values.map((value) => value?.[0] ?? 0),
    total: values.map((value) => value?.[1] ?? 0),
    missing: values.map((value) => (value === null ? "not-read" : null)),
  };
}

/** The slices stream of a measured one. */
export function slicesOf(parent: MemoryStream, streamId: number, terms: SliceTerms): MemoryStream {
  const end = parent.firstMinute + parent.minutes.length;
  const judged = sliceMinutes({ terms, block: blockOf(parent, parent.firstMinute, end) });
  const minutes = judged.good.map((good, i) => (judged.missing[i] === null ? ([good, judged.total[i] ?? 0] as const) : null));
  return { streamId, firstMinute: parent.firstMinute, minutes };
}

/** A minute store that is only read. */
export function memoryMinutes(streams: readonly MemoryStream[]): MinuteReader {
  const sumsOf = new Map<number, readonly Totals[]>();
  const find = (id: number) => streams.find((stream) => stream.streamId === id);
  const head = ({ streamId, firstMinute, minutes }: MemoryStream): StreamHead => ({
    streamId,
    firstMinute,
    watermark: firstMinute + minutes.length,
  });
  const totalsBefore = (stream: MemoryStream, instant: Minute): Totals => {
    const sums = sumsOf.get(stream.streamId) ?? runningTotals(stream);
    sumsOf.set(stream.streamId, sums);
    return sums[Math.min(stream.minutes.length, Math.max(0, instant - stream.firstMinute))] ?? NOTHING;
  };
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
    compositeTrees: async () => new Map(),
    minutesBetween: async (id, from, to): Promise<MinuteBlock> => {
      const stream = find(id);
      return stream === undefined ? { from, good: [], total: [], missing: [] } : blockOf(stream, from, to);
    },
    gaps: async (id, from, to) => (find(id)?.gaps ?? []).filter((gap) => gap.from < to && gap.to > from),
  };
}
