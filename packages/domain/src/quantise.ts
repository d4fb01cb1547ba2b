import { divideHalfEven, fractionOfNumber } from "./fraction.ts";
import { COUNT_SCALE } from "./minute.ts";

/** How near to a half a scaled float may be and still be rounded by the float alone; its own error is far smaller. */
const HALF_MARGIN = 1e-6;
/** Above this a double has no room for the margin. */
const MARGIN_LIMIT = 2 ** 40;

/**
 * A count of events as an integer in thousandths, halves to even, judged by the decimal number that `value` prints as (slo-math 10).
 * Null when it is no count: NaN, infinite, negative, or beyond 2^53 − 1 after scaling.
 */
export function quantiseEvents(value: number): number | null {
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return null;
  const scaled = value * COUNT_SCALE;
  if (Number.isInteger(value)) return Number.isSafeInteger(scaled) ? Math.abs(scaled) : null;
  const nearHalf = Math.abs(scaled - Math.floor(scaled) - 0.5) < HALF_MARGIN;
  const units = nearHalf || scaled > MARGIN_LIMIT ? exactUnits(value) : Math.round(scaled);
  return Number.isSafeInteger(units) ? units : null;
}

function exactUnits(value: number): number {
  const exact = fractionOfNumber(value);
  return Number(divideHalfEven(exact.num * BigInt(COUNT_SCALE), exact.den));
}
