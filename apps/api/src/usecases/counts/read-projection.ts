import {
  type Adjustment,
  COUNT_SCALE,
  type Fraction,
  fraction,
  type HourlyTotal,
  MINUTES_PER_HOUR,
  type ObjectivePeriod,
  type ObjectiveTerms,
  seasonalTotal,
  type Totals,
  totalsBetween,
  type WindowCounts,
  ZERO_TOTALS,
} from "@solvent/domain";
import type { MinuteReader } from "../minutes/minute-store.ts";

const HISTORY_MINUTES = 28 * 24 * MINUTES_PER_HOUR;

type ProjectionMinutes = Pick<MinuteReader, "series" | "totalsAt">;

/** Hourly traffic of the 28 days before `hour`, a whole hour. */
async function readHours(minutes: Pick<MinuteReader, "series">, streamId: number, hour: number): Promise<readonly HourlyTotal[]> {
  const from = hour - HISTORY_MINUTES;
  const points = await minutes.series(streamId, from, hour, MINUTES_PER_HOUR);
  return points.slice(1).map((end, index) => {
    const { total, known } = totalsBetween(points[index] ?? end, end);
    return { hourStart: from + index * MINUTES_PER_HOUR, total, known };
  });
}

interface RememberedHours {
  readonly hour: number;
  readonly sums: Totals;
  readonly hours: readonly HourlyTotal[];
}

const REMEMBERED_STREAMS = 2_000;
const isSame = (a: Totals, b: Totals): boolean => a.total === b.total && a.good === b.good && a.known === b.known && a.active === b.active;

/** Hours of a stream are read again when the hour is over, or their sum has changed by a correction. */
function makeHoursReader(minutes: ProjectionMinutes): (streamId: number, hour: number) => Promise<readonly HourlyTotal[]> {
  const remembered = new Map<number, RememberedHours>();
  return async (streamId, hour) => {
    const table = await minutes.totalsAt([streamId], [hour - HISTORY_MINUTES, hour]);
    const sums = totalsBetween(table.at(0, 0) ?? ZERO_TOTALS, table.at(0, 1) ?? ZERO_TOTALS);
    const known = remembered.get(streamId);
    if (known?.hour === hour && isSame(known.sums, sums)) return known.hours;
    const hours = await readHours(minutes, streamId, hour);
    if (remembered.size >= REMEMBERED_STREAMS) remembered.clear();
    remembered.set(streamId, { hour, sums, hours });
    return hours;
  };
}

export interface ProjectionInput {
  readonly streamId: number;
  readonly terms: Pick<ObjectiveTerms, "window" | "method">;
  readonly period: ObjectivePeriod;
  /** Adjusted counts of the period so far. */
  readonly counts: Pick<WindowCounts, "total">;
  readonly adjustments: readonly Adjustment[];
}

const projects = ({ terms }: ProjectionInput): boolean => terms.window.kind === "calendar" && terms.method === "occurrences";
const lastHour = ({ period }: ProjectionInput): number => Math.floor(period.end / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;

function project({ period, counts, adjustments }: ProjectionInput, hours: readonly HourlyTotal[]): Fraction | null {
  const total = fraction(counts.total, BigInt(COUNT_SCALE));
  return seasonalTotal({ total, at: period.end, periodEnd: period.periodEnd, hours, adjustments });
}

/**
 * Events to expect in the whole calendar period, by the traffic of the same hours of the last four weeks. Null where nothing is
 * projected (other windows and methods), or with less than 14 days of history: then the rest goes on like the part so far.
 */
export const readProjectedTotal = async (minutes: Pick<MinuteReader, "series">, input: ProjectionInput): Promise<Fraction | null> =>
  projects(input) ? project(input, await readHours(minutes, input.streamId, lastHour(input))) : null;

/** See `readProjectedTotal`. */
export type ReadProjectedTotal = (input: ProjectionInput) => Promise<Fraction | null>;

/** `readProjectedTotal` for what is asked again and again: it remembers the hours of each stream. */
export function makeReadProjectedTotal(minutes: ProjectionMinutes): ReadProjectedTotal {
  const hoursOf = makeHoursReader(minutes);
  return async (input) => (projects(input) ? project(input, await hoursOf(input.streamId, lastHour(input))) : null);
}
