import { MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import type { StreamHead } from "../../../usecases/minutes/minute-store.ts";
import { startOfHour } from "./split-write.ts";
import { clampToCoverage } from "./totals-table.ts";

/** Rows of the table of totals that need the same minutes. */
export interface SharedLookUps {
  readonly streams: readonly number[];
  /** Row of each stream. */
  readonly rows: ReadonlyMap<number, number>;
  /** Columns by the minute whose totals they show. */
  readonly columns: ReadonlyMap<Minute, readonly number[]>;
}

/** Single cells, each with a minute of its own. */
export interface ScatteredCell {
  readonly stream: number;
  readonly minute: Minute;
  readonly row: number;
  readonly column: number;
}

export interface LookUpPlan {
  readonly shared: readonly SharedLookUps[];
  readonly scattered: readonly ScatteredCell[];
}

/** The minute whose totals answer for an instant of a stream; null: nothing is to be looked up. */
export type MinuteOfCell = (instant: Minute, head: StreamHead) => Minute | null;

/** Streams that need the same minute are looked up together when they are at least so many. */
const MIN_GROUP = 32;

/**
 * Which minutes have to be read for the totals of all streams at all instants. Most streams cover the same time, then all of a
 * column is one minute; an instant before the start of many streams is another minute for each. Streams without minutes need nothing.
 */
export function planLookUps(
  streams: readonly StreamHead[],
  instants: readonly Minute[],
  minuteOf: MinuteOfCell = clampToCoverage,
): LookUpPlan {
  const shared: { group: readonly ScatteredCell[]; columns: Map<Minute, number[]> }[] = [];
  const scattered: ScatteredCell[] = [];
  instants.forEach((instant, column) => {
    for (const [minute, group] of groupByMinute(streams, { instant, column }, minuteOf)) {
      if (group.length < MIN_GROUP) {
        scattered.push(...group);
        continue;
      }
      const same = shared.find((other) => hasSameStreams(other.group, group));
      if (same === undefined) shared.push({ group, columns: new Map([[minute, [column]]]) });
      else same.columns.set(minute, [...(same.columns.get(minute) ?? []), column]);
    }
  });
  return {
    shared: shared.map(({ group, columns }) => ({
      streams: group.map((cell) => cell.stream),
      rows: new Map(group.map((cell) => [cell.stream, cell.row])),
      columns,
    })),
    scattered,
  };
}

interface Column {
  readonly instant: Minute;
  readonly column: number;
}

function groupByMinute(streams: readonly StreamHead[], { instant, column }: Column, minuteOf: MinuteOfCell): Map<Minute, ScatteredCell[]> {
  const groups = new Map<Minute, ScatteredCell[]>();
  streams.forEach((head, row) => {
    if (head.firstMinute === head.watermark) return;
    const minute = minuteOf(instant, head);
    if (minute === null) return;
    const cell = { stream: head.streamId, minute, row, column };
    const group = groups.get(minute);
    if (group === undefined) groups.set(minute, [cell]);
    else group.push(cell);
  });
  return groups;
}

/** Both list streams in the order of their rows. */
const hasSameStreams = (a: readonly ScatteredCell[], b: readonly ScatteredCell[]): boolean =>
  a.length === b.length && a.every(({ row }, i) => row === b[i]?.row);

export const hourOf = (minute: Minute): number => startOfHour(minute) / MINUTES_PER_HOUR;
export const positionOf = (minute: Minute): number => minute % MINUTES_PER_HOUR;
