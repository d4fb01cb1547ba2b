import { calendarPeriod, MINUTES_PER_HOUR, type Minute, type MinuteInterval } from "@solvent/domain";
import type { AppliedAdjustment } from "../../usecases/adjustment/applied-adjustments.ts";

/** A stream that an objective reads, and the length of the slices that stand in it; 1 for one whose minutes are events. */
export interface ReadStream {
  readonly streamId: number;
  readonly sliceMinutes: number;
}

/** What asks for exact figures at instants inside an hour. */
export interface KeptReasons {
  /** Zones of the calendar windows of objectives and agreements. */
  readonly zones: readonly string[];
  readonly objectives: readonly {
    readonly id: string;
    readonly streams: readonly ReadStream[];
    /** Its own start, and the bounds of closed periods. */
    readonly bounds: readonly Minute[];
  }[];
}

/** An instant at which the running totals of a stream shall outlive its minutes. */
export interface KeptInstant {
  readonly streamId: number;
  readonly minute: Minute;
}

const isInsideHour = (minute: Minute): boolean => minute % MINUTES_PER_HOUR !== 0;

/** Where days of a zone begin, within the stretch. */
function midnights(zone: string, { start, end }: MinuteInterval): Minute[] {
  const found: Minute[] = [];
  for (let at = start; at < end; ) {
    at = calendarPeriod({ kind: "calendar", unit: "day", zone, weekStart: "monday" }, at).end;
    found.push(at);
  }
  return found;
}

/** The instant itself, and where the slices around it begin and end: steps of a line end with slices, in the events as well. */
const aroundSlices = (minute: Minute, lengths: readonly number[]): readonly Minute[] => [
  minute,
  ...lengths.flatMap((length) => [Math.floor(minute / length) * length, Math.ceil(minute / length) * length]),
];

/**
 * Instants in `day` at which running totals are kept besides those at whole hours: midnights of the zones in use, bounds of adjustments that
 * apply, starts of objectives, bounds of closed periods. Sorted by stream and minute, without duplicates.
 */
export function keptInstants(
  day: MinuteInterval,
  { zones, objectives }: KeptReasons,
  adjustments: ReadonlyMap<string, readonly AppliedAdjustment[]>,
): readonly KeptInstant[] {
  const shared = zones.flatMap((zone) => midnights(zone, day)).filter(isInsideHour);
  const kept = new Map<number, Set<Minute>>();
  for (const { id, streams, bounds } of objectives) {
    const own = [...bounds, ...(adjustments.get(id) ?? []).flatMap(({ from, to }) => [from, to])].filter(isInsideHour);
    const lengths = [...new Set(streams.map(({ sliceMinutes }) => sliceMinutes))];
    const instants = [...shared, ...own].flatMap((minute) => aroundSlices(minute, lengths));
    const inDay = instants.filter((minute) => day.start < minute && minute < day.end && isInsideHour(minute));
    for (const { streamId } of streams) {
      if (inDay.length > 0) kept.set(streamId, new Set([...(kept.get(streamId) ?? []), ...inDay]));
    }
  }
  return [...kept].flatMap(([streamId, minutes]) => [...minutes].sort((a, b) => a - b).map((minute) => ({ streamId, minute })));
}
