/** A regular grid on whole steps since the epoch: points from, from + step, … to, inclusive. */
export interface ChartGrid {
  readonly from: number;
  readonly to: number;
  readonly stepMinutes: number;
}

/** Every point of the grid. */
export const gridPoints = ({ from, to, stepMinutes }: ChartGrid): number[] =>
  Array.from({ length: Math.floor((to - from) / stepMinutes) + 1 }, (_, index) => from + index * stepMinutes);

/** Every length of a slice divides one of these, or is one. */
const STEPS = [1, 5, 10, 15, 30, 60, 180, 360, 720, 1440] as const;
/** Columns that still read as columns on a wide screen; far below the 2000 points that an answer may hold. */
const MAX_COLUMNS = 750;
/** Up to a day, columns are wide enough to be read one by one. */
const MAX_COLUMNS_OF_A_DAY = 150;

/** The finest step that keeps the chart readable for this many minutes, of whole slices. */
export function stepFor(minutes: number, sliceMinutes = 1): number {
  const most = minutes <= 1440 ? MAX_COLUMNS_OF_A_DAY : MAX_COLUMNS;
  const fits = (step: number): boolean => minutes / step <= most && (minutes <= 1440 || step >= 60) && step % sliceMinutes === 0;
  return STEPS.find(fits) ?? 1440;
}

/** The smallest grid that holds [from, to]. */
export function gridOver(from: number, to: number, sliceMinutes = 1): ChartGrid {
  const stepMinutes = stepFor(to - from, sliceMinutes);
  return { from: Math.floor(from / stepMinutes) * stepMinutes, to: Math.ceil(to / stepMinutes) * stepMinutes, stepMinutes };
}
