/** Board scale: −35 % at the left end, 100 % at the right, zero between (look 4). */
const SCALE_MIN = -0.35;
export const BAR_WIDTH = 112;
export const BAR_ZERO = (BAR_WIDTH * -SCALE_MIN) / (1 - SCALE_MIN);
const UNIT = BAR_WIDTH - BAR_ZERO;
const GAP = 1;
const MIN_LOSS = 2;

interface BarPiece {
  readonly x: number;
  readonly width: number;
}

export interface BudgetBar {
  readonly left: BarPiece | null;
  readonly over: (BarPiece & { readonly clamped: boolean }) | null;
  /** What the last 24 h took, at the end of the level. */
  readonly lastDay: BarPiece | null;
}

/** `left` and `spentLastDay` are shares of the budget; null = not known, and then nothing is drawn. */
export function budgetBar(left: number | null, spentLastDay: number | null): BudgetBar {
  if (left === null) return { left: null, over: null, lastDay: null };
  if (left < 0) {
    const shown = Math.max(left, SCALE_MIN);
    return { left: null, over: { x: BAR_ZERO + shown * UNIT, width: -shown * UNIT, clamped: left < SCALE_MIN }, lastDay: null };
  }
  const width = Math.min(left, 1) * UNIT;
  return { left: width > 0 ? { x: BAR_ZERO, width } : null, over: null, lastDay: lastDayPiece(BAR_ZERO + width, spentLastDay) };
}

function lastDayPiece(end: number, spentLastDay: number | null): BarPiece | null {
  if (spentLastDay === null || spentLastDay <= 0.005) return null;
  const room = BAR_WIDTH - end - GAP;
  const width = Math.min(Math.max(spentLastDay * UNIT, MIN_LOSS), room);
  return width > 0 ? { x: end + GAP, width } : null;
}
