import { formatBurn, fractionOfNumber } from "@solvent/domain";
import type { MessageSpark } from "../message.ts";
import { bold, type Markup, markup } from "./markup.ts";
import type { Moments } from "./moment.ts";

const BARS = "▁▂▃▄▅▆▇█";
const UNKNOWN = "·";
const MAX_COLUMNS = 60;
/** Burning at 1 exactly keeps the promise: a quiet stretch below it must not look like a mountain. */
const LEAST_PEAK = 1;

const isKnown = (burn: number | null): burn is number => burn !== null && Number.isFinite(burn);

/** Square-root scale, so that a burn of 2 is visible beside one of 40. */
function bar(burn: number, peak: number): string {
  const level = Math.round(Math.sqrt(Math.max(0, burn) / peak) * (BARS.length - 1));
  return BARS.charAt(Math.min(level, BARS.length - 1));
}

/** `burn since 18:00 ▁▁▂▅▇█ 42.8×`: the figure is that of the last column. Null where not one column is known. */
export function sparkLine({ from, stepMinutes, burns }: MessageSpark, moments: Moments): Markup | null {
  const columns = burns.slice(-MAX_COLUMNS);
  const known = columns.filter(isKnown);
  if (known.length === 0) return null;
  const peak = Math.max(LEAST_PEAK, ...known);
  const bars = columns.map((burn) => (isKnown(burn) ? bar(burn, peak) : UNKNOWN)).join("");
  const last = columns.at(-1) ?? null;
  const figure = formatBurn(isKnown(last) ? fractionOfNumber(Math.max(0, last)) : null);
  const start = moments.of(from + (burns.length - columns.length) * stepMinutes, "time");
  return markup`burn since ${start} ${bars} ${bold(figure)}`;
}
