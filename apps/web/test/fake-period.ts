import type { Figure, ObjectiveWindow, SliceSettings } from "@solvent/api-contract";
import { calendarPeriod, nominalMinutes } from "@solvent/domain";
import { budgetPerMillion, exactly, sums, WATERMARK, type World } from "./simulate.ts";

/** How a fake objective counts: over which minutes, and what. */
export interface Counted {
  readonly world: World;
  /** Left out: rolling, as long as the simulation. */
  readonly window?: ObjectiveWindow;
  /** Left out: it counts requests. */
  readonly slices?: SliceSettings;
}

const DAY = 1440;

export const windowOf = ({ window, world }: Counted): ObjectiveWindow =>
  window ?? { kind: "rolling", minutes: world.recipe.windowDays * DAY };
export const windowMinutes = (o: Counted): number => nominalMinutes(windowOf(o));
export const methodOf = ({ slices }: Counted) =>
  slices === undefined ? "occurrences" : slices.targetPercent === null ? "ratio_timeslices" : "timeslices";
export const unitOf = (o: Counted) => (o.slices === undefined ? "events" : "slices");

export interface Period {
  readonly start: number;
  readonly end: number;
}

/** The window that runs at the watermark; a calendar period ends later. */
export function periodOf(o: Counted): Period {
  const window = windowOf(o);
  if (window.kind === "rolling") return { start: WATERMARK - window.minutes, end: WATERMARK };
  return calendarPeriod(window, WATERMARK - 1);
}

export interface Judged {
  readonly bad: number;
  readonly mass: number;
}

/** Bad and all requests, or bad and all judged slices that lie wholly inside. A slice with a missing minute is not judged. */
export function judged(o: Counted, from: number, to: number): Judged {
  const { world, slices } = o;
  if (slices === undefined) {
    const { good, total } = sums(world, from, to);
    return { bad: total - good, mass: total };
  }
  const known = judgedSlices.get(world) ?? new Map<string, Judged>();
  judgedSlices.set(world, known);
  const key = `${from} ${to} ${slices.minutes} ${slices.targetPercent}`;
  const found = known.get(key) ?? judgeSlices(world, slices, { from, to });
  known.set(key, found);
  return found;
}

/** Pages ask for the same intervals again and again, and there are thousands of slices in one. */
const judgedSlices = new WeakMap<World, Map<string, Judged>>();

function judgeSlices(world: World, slices: SliceSettings, { from, to }: { readonly from: number; readonly to: number }): Judged {
  let [bad, mass] = [0, 0];
  for (let start = Math.ceil(from / slices.minutes) * slices.minutes; start + slices.minutes <= to; start += slices.minutes) {
    const slice = sums(world, start, start + slices.minutes);
    if (slice.known === 0 || slice.known + slice.excluded < slices.minutes) continue;
    mass += 1;
    if (slice.total > 0 && slice.good / slice.total < Number(slices.targetPercent) / 100) bad += 1;
  }
  return { bad, mass };
}

/** What the budget is a part of: what was counted, or the slices of a calendar period that are known in advance. */
export function basisOf(o: Counted): number {
  const { start, end } = periodOf(o);
  const ahead = o.slices === undefined ? 0 : Math.floor((end - WATERMARK) / o.slices.minutes);
  return judged(o, start, WATERMARK).mass + ahead;
}

/** Requests of a whole calendar period at the pace so far; null where nothing is projected. */
export function projectedTotal(o: Counted): number | null {
  if (windowOf(o).kind === "rolling" || o.slices !== undefined) return null;
  const { start, end } = periodOf(o);
  return Math.round((judged(o, start, WATERMARK).mass * (end - start)) / (WATERMARK - start));
}

export const perMillion = (o: Counted): number => budgetPerMillion(o.world.recipe.target);

/** Share of the window's budget that [from, to) spent; of a calendar period that counts requests, of its budget as projected. */
export function spent(o: Counted, from: number, to: number): Figure {
  return exactly(judged(o, from, to).bad * 1_000_000, Math.max(1, projectedTotal(o) ?? basisOf(o)) * perMillion(o));
}

export function burn(o: Counted, minutes: number, end = WATERMARK): Figure | null {
  if (sums(o.world, end - minutes, end).known === 0) return null;
  const { bad, mass } = judged(o, end - minutes, end);
  return exactly(bad * 1_000_000, Math.max(1, mass) * perMillion(o));
}
