/** A regular grid on whole steps since the epoch: points from, from + step, … to, inclusive. */
export interface ChartGrid {
  readonly from: number;
  readonly to: number;
  readonly stepMinutes: number;
}

/** Every point of the grid. */
export const gridPoints = ({ from, to, stepMinutes }: ChartGrid): number[] =>
  Array.from({ length: Math.floor((to - from) / stepMinutes) + 1 }, (_, index) => from + index * stepMinutes);

const STEPS = [1, 5, 10, 60, 180, 360, 720, 1440] as const;
/** Columns that still read as columns on a wide screen; far below the 2000 points that an answer may hold. */
const MAX_COLUMNS = 750;
/** Up to a day, columns are wide enough to be read one by one. */
const MAX_COLUMNS_OF_A_DAY = 150;

/** The finest step that keeps the chart readable for this many minutes. */
export function stepFor(minutes: number): number {
  const most = minutes <= 1440 ? MAX_COLUMNS_OF_A_DAY : MAX_COLUMNS;
  return STEPS.find((step) => minutes / step <= most && (minutes <= 1440 || step >= 60)) ?? 1440;
}

/** The smallest grid that holds [from, to]. */
export function gridOver(from: number, to: number): ChartGrid {
  const stepMinutes = stepFor(to - from);
  return { from: Math.floor(from / stepMinutes) * stepMinutes, to: Math.ceil(to / stepMinutes) * stepMinutes, stepMinutes };
}
