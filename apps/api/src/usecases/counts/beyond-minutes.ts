import { MINUTES_PER_HOUR, type Minute, type MinuteInterval } from "@solvent/domain";
import type { TotalsTable } from "../minutes/minute-store.ts";
import type { CountRequest } from "./count-reader.ts";
import type { PlannedCount } from "./group-questions.ts";

/** The instant by which another one is counted: itself, or the start of its hour. */
export type KeptInstant = (minute: Minute) => Minute;

const startOfHour: KeptInstant = (minute) => Math.floor(minute / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;

/** Where minutes of a request are not kept any more. */
export interface Beyond {
  /** First minute that is kept of all of its streams. */
  readonly minutesFrom: Minute;
  readonly keptInstant: KeptInstant;
  /** The answer has all that was asked for: nothing has to be floored. */
  readonly isComplete: boolean;
}

/** Rows and columns of an answer. */
export interface Answered {
  readonly table: TotalsTable;
  readonly rowOf: ReadonlyMap<number, number>;
  readonly columnOf: ReadonlyMap<Minute, number>;
}

type Beyonds = NonNullable<TotalsTable["beyond"]>;

/** Instants of one stream of which the running totals are known. */
function exactInstants(
  { rowOf, columnOf }: Answered,
  beyond: Beyonds,
  { streamId, instants }: { streamId: number; instants: readonly Minute[] },
) {
  const row = rowOf.get(streamId) ?? -1;
  return new Set(instants.filter((instant) => beyond.floorOf(row, columnOf.get(instant) ?? -1) === null));
}

/** What of a count lies in minutes that are not kept, by the answer to it; null where nothing does, as usual. */
export function beyondOf(count: PlannedCount, answered: Answered): Beyond | null {
  const { beyond } = answered.table;
  if (beyond === undefined) return null;
  const { request, eventInstants, sliceInstants } = count;
  const starts = count.streamIds.map((streamId) => beyond.minutesFrom(answered.rowOf.get(streamId) ?? -1) ?? 0);
  const minutesFrom = Math.max(...starts);
  if (minutesFrom === 0) return null;
  const events = exactInstants(answered, beyond, { streamId: request.streamId, instants: eventInstants });
  const slices = exactInstants(answered, beyond, { streamId: request.slicesStreamId ?? -1, instants: sliceInstants });
  const asked = new Set(sliceInstants);
  const isBound = (minute: Minute): boolean => !asked.has(minute) || slices.has(minute);
  const length = request.terms.slices?.minutes ?? 1;
  const isKept = (minute: Minute): boolean =>
    events.has(minute) && isBound(Math.floor(minute / length) * length) && isBound(Math.ceil(minute / length) * length);
  const isComplete =
    events.size === eventInstants.length && slices.size === asked.size && count.minutes.every(({ start }) => start >= minutesFrom);
  return { minutesFrom, keptInstant: keptBy(minutesFrom, isKept), isComplete };
}

const keptBy =
  (minutesFrom: Minute, isKept: (minute: Minute) => boolean): KeptInstant =>
  (minute) =>
    minute >= minutesFrom || isKept(minute) ? minute : startOfHour(minute);

/** The same with every instant before the kept minutes floored: then all of them are known. */
export const flooredBeyond = ({ minutesFrom }: Beyond): Beyond => ({
  minutesFrom,
  keptInstant: keptBy(minutesFrom, () => false),
  isComplete: false,
});

/** Both bounds by what is kept; one that ends in the hour in which it begins may be empty. */
export function keptInterval({ keptInstant }: Pick<Beyond, "keptInstant">, { start, end }: MinuteInterval): MinuteInterval {
  const from = keptInstant(start);
  return { start: from, end: Math.max(from, keptInstant(end)) };
}

/**
 * The request with all bounds at instants that are known: those of its intervals, of its adjustments and the start of the objective. An
 * adjustment that begins and ends in one hour, and was recorded when its minutes were not kept any more, has no effect.
 */
export function keptRequest(request: CountRequest, beyond: Beyond): CountRequest {
  const { minutesFrom, keptInstant } = beyond;
  const { sloStart } = request.terms;
  return {
    ...request,
    minutesFrom,
    terms: { ...request.terms, sloStart: sloStart === null ? null : keptInstant(sloStart) },
    intervals: request.intervals.map((interval) => keptInterval(beyond, interval)),
    adjustments: request.adjustments.flatMap((adjustment) => {
      const { start, end } = keptInterval(beyond, { start: adjustment.from, end: adjustment.to });
      return start < end ? [{ ...adjustment, from: start, to: end }] : [];
    }),
  };
}
