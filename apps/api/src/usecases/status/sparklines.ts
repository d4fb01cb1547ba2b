import { burnRate, fractionToNumber, type MinuteInterval, type WindowCounts } from "@solvent/domain";
import type { CountedMinutes, CountsIn } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import { drawBudget, lineSteps } from "./budget-line.ts";
import type { Judgement } from "./judge-objective.ts";
import { DAY_MINUTES, HOUR_MINUTES, sliceLength } from "./objective-plan.ts";
import { countingOf } from "./read-judgements.ts";

const HALF_HOUR = 30;
const WINDOW_PARTS = 56;

interface Sparklines {
  /** Burn rate of each half hour of the last 24 h: 0 where nothing happened, null where nothing is known. */
  readonly burnLastDay: (number | null)[];
  /** Budget left after each of equal parts of the window; null before the coverage, after now, and throughout where nothing is known. */
  readonly budgetOverWindow: (number | null)[];
}

type Drawable = Pick<Judgement, "plan" | "windows">;

export const NO_SPARKLINES: Sparklines = { burnLastDay: [], budgetOverWindow: [] };

/** The half hours before the last judged minute, oldest first, each grown to whole slices: an hour's slice is the burn of both its halves. */
function halfHours({ plan, windows }: Drawable): MinuteInterval[] {
  const length = sliceLength(plan.terms);
  const first = windows.evaluatedAt - DAY_MINUTES;
  return Array.from({ length: DAY_MINUTES / HALF_HOUR }, (_, index) => {
    const start = first + index * HALF_HOUR;
    return { start: Math.floor(start / length) * length, end: Math.ceil((start + HALF_HOUR) / length) * length };
  });
}

/** Parts of this length or more may be an hour's rounding off: nobody sees it, and whole hours are quickly looked up. */
const LONG_PART = 6 * HOUR_MINUTES;

/** Ends of equal parts of the window, from its start. */
function windowPoints({ windows: { period } }: Drawable): number[] {
  const part = (period.periodEnd - period.periodStart) / WINDOW_PARTS;
  const unit = part >= LONG_PART ? HOUR_MINUTES : 1;
  const inside = Array.from(
    { length: WINDOW_PARTS - 1 },
    (_, index) => Math.round((period.periodStart + (index + 1) * part) / unit) * unit,
  );
  return [period.periodStart, ...inside, period.periodEnd];
}

interface Drawing {
  readonly burns: readonly MinuteInterval[];
  readonly points: readonly number[];
  readonly steps: readonly MinuteInterval[];
  readonly intervals: readonly MinuteInterval[];
}

function makeDrawing(drawable: Drawable): Drawing {
  const [burns, points] = [halfHours(drawable), windowPoints(drawable)];
  const steps = lineSteps({ terms: drawable.plan.terms, period: drawable.windows.period, points });
  return { burns, points, steps, intervals: [...burns, ...steps] };
}

const drawings = new WeakMap<Drawable["windows"], Drawing>();

/** Objectives with the same terms at the same watermark have the same windows, and the same drawing. */
function drawingOf(drawable: Drawable): Drawing {
  const drawing = drawings.get(drawable.windows) ?? makeDrawing(drawable);
  drawings.set(drawable.windows, drawing);
  return drawing;
}

/** What must be counted to draw both. */
const sparklineIntervals = (drawable: Drawable): readonly MinuteInterval[] => drawingOf(drawable).intervals;

function burnOf(counts: WindowCounts, { plan }: Judgement): number | null {
  if (counts.counted === 0 || (counts.mass === 0n && counts.unjudged > 0)) return null;
  const burn = burnRate(counts, plan.budget);
  return burn === null ? 0 : fractionToNumber(burn);
}

/** Both small drawings of an objective. */
function drawSparklines(judgement: Judgement, countsIn: CountsIn): Sparklines {
  const { plan, windows, status, entry } = judgement;
  const { burns, points, steps } = drawingOf(judgement);
  const counts = steps.map(countsIn);
  return {
    burnLastDay: burns.map((interval) => burnOf(countsIn(interval), judgement)),
    budgetOverWindow: drawBudget({
      terms: plan.terms,
      period: windows.period,
      points,
      steps: counts,
      status,
      firstMinute: entry.firstMinute,
    }),
  };
}

/**
 * Reads both small drawings of board rows; rows that share watermark and window share one question to the store. Remembers the drawings
 * of a judgement for as long as there is the judgement: the same page is asked for many times a minute.
 */
export function makeSparklineReader(minutes: CountedMinutes): (rows: readonly Judgement[]) => Promise<readonly Sparklines[]> {
  const drawn = new WeakMap<Judgement, Sparklines>();
  return async (rows) => {
    const missing = rows.filter((row) => !drawn.has(row));
    const answers = await readCounts(
      minutes,
      missing.map((row) => ({ ...countingOf(row), intervals: sparklineIntervals(row) })),
    );
    missing.forEach((row, index) => {
      const countsIn = answers[index];
      if (countsIn !== undefined) drawn.set(row, drawSparklines(row, countsIn));
    });
    return rows.map((row) => drawn.get(row) ?? NO_SPARKLINES);
  };
}
