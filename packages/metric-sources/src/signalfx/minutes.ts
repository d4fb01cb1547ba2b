import { MINUTE_MS, type Minute } from "@solvent/domain";
import type { SignalFxConnection } from "./connection.ts";
import type { JobAnswer } from "./job.ts";
import type { StreamValue } from "./wire/message.ts";

export interface Span {
  readonly from: Minute;
  readonly to: Minute;
}

export type BucketLabel = SignalFxConnection["bucketLabel"];

/** What came of one published stream, per minute of a span. */
export interface StreamMinutes {
  /** It has series, with values or without. */
  readonly exists: boolean;
  /** How many were described. */
  readonly series: number;
  /** The values of its series in each minute; none where no series has one. */
  readonly values: readonly (readonly StreamValue[])[];
}

/** What came of one program. */
export interface ProgramMinutes {
  /** By label, "" for a stream without one. */
  readonly streams: ReadonlyMap<string, StreamMinutes>;
  /** Minutes of which less came than of others, so that something was lost. */
  readonly doubtful: readonly boolean[];
  readonly answers: readonly JobAnswer[];
}

export const labelKey = (label: string | null): string => label ?? "";

/** Minutes that a time is written later than the beginning of its minute. */
const shiftOf = (label: BucketLabel): number => (label === "end" ? 1 : 0);

/** The times that the minutes of a span are labelled by, as start and stop of a program. */
export const timesOf = ({ from, to }: Span, label: BucketLabel): { readonly startMs: number; readonly stopMs: number } => ({
  startMs: (from + shiftOf(label)) * MINUTE_MS,
  stopMs: (to + shiftOf(label)) * MINUTE_MS,
});

export const EMPTY_STREAM: StreamMinutes = { exists: false, series: 0, values: [] };

/** Minutes of which fewer messages came than one for each stream, or than of another minute. A minute without any says nothing at all. */
function doubtfulOf(frames: readonly number[], streams: number): boolean[] {
  const whole = Math.max(streams, ...frames);
  return frames.map((count) => count > 0 && count < whole);
}

/** Takes an answer apart by minutes. `streams`: published streams of the whole program that was run, whoever wants them. */
export function toMinutes(
  answer: JobAnswer,
  span: Span,
  given: { readonly label: BucketLabel; readonly streams: number },
): { readonly byLabel: ReadonlyMap<string, StreamMinutes>; readonly doubtful: readonly boolean[] } {
  const minutes = Array.from(
    { length: span.to - span.from },
    (_, index) => timesOf({ from: span.from + index, to: span.to }, given.label).startMs,
  );
  const grouped = new Map<string, { exists: boolean; series: number; values: StreamValue[][] }>();
  for (const { label, values } of answer.series) {
    const stream = grouped.get(labelKey(label)) ?? { exists: true, series: 0, values: minutes.map(() => []) };
    stream.series += 1;
    grouped.set(labelKey(label), stream);
    for (const [index, time] of minutes.entries()) {
      const value = values.get(time);
      if (value !== undefined) stream.values[index]?.push(value);
    }
  }
  const frames = minutes.map((time) => answer.frames.get(time) ?? 0);
  return { byLabel: grouped, doubtful: doubtfulOf(frames, given.streams) };
}

/** Puts two neighbouring stretches of one program together. */
export function joinMinutes(older: ProgramMinutes, newer: ProgramMinutes): ProgramMinutes {
  const lengths = [older.doubtful.length, newer.doubtful.length];
  const part = (of: ProgramMinutes, key: string, length = 0): StreamMinutes => {
    const stream = of.streams.get(key) ?? EMPTY_STREAM;
    return { ...stream, values: Array.from({ length }, (_, index) => stream.values[index] ?? []) };
  };
  const keys = new Set([...older.streams.keys(), ...newer.streams.keys()]);
  const streams = [...keys].map((key): [string, StreamMinutes] => {
    const [first, second] = [part(older, key, lengths[0]), part(newer, key, lengths[1])];
    const series = Math.max(first.series, second.series);
    return [key, { exists: series > 0, series, values: [...first.values, ...second.values] }];
  });
  return {
    streams: new Map(streams),
    doubtful: [...older.doubtful, ...newer.doubtful],
    answers: [...older.answers, ...newer.answers],
  };
}
