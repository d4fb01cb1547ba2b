import type { BurnDown } from "@solvent/api-contract";
import { errorBudgetRatio, fractionToNumber, isoOfMinute, parseTarget, type Totals, totalsBetween } from "@solvent/domain";
import { AppError } from "../../errors/app-error.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { gapSpans, unknownBands } from "./chart-gaps.ts";
import { gridOver } from "./chart-grid.ts";
import { toCount } from "./figures.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "./objective-directory.ts";

export interface GetBurnDownDeps {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly minutes: Pick<MinuteReader, "series" | "totalsAt" | "gaps">;
}

const badOf = (totals: Totals): bigint => totals.total - totals.good;

/** Bad events that the whole window may hold, as a double: for drawing only. */
function allowedToDraw(entry: DirectoryEntry, start: Totals, end: Totals): number {
  return fractionToNumber(errorBudgetRatio({ target: parseTarget(entry.targetPercent) })) * Number(end.total - start.total);
}

/**
 * Budget left over the objective's window: 1 at its start, minus what was spent since, against the allowance of the whole
 * window. Every fall is bad events of that step; nothing rises.
 */
export const makeGetBurnDown =
  (deps: GetBurnDownDeps) =>
  async (name: string): Promise<BurnDown> => {
    const entry = await deps.directory.findEntry(name);
    if (entry === null) throw new AppError("objective.not-found", `There is no objective named ${name}.`);
    const to = entry.watermark;
    const from = to - entry.windowMinutes;
    const grid = gridOver(from, to);
    const [ends, points, stored] = await Promise.all([
      deps.minutes.totalsAt([entry.streamId], [from, to]),
      deps.minutes.series(entry.streamId, grid.from, grid.to, grid.stepMinutes),
      deps.minutes.gaps(entry.streamId, from, to),
    ]);
    const start = ends.at(0, 0);
    const end = ends.at(0, 1);
    if (start === null || end === null) throw new AppError("objective.not-found", `There is no objective named ${name}.`);
    const allowed = allowedToDraw(entry, start, end);
    // The grid begins up to a step before the window and ends up to a step after it: both ends are cut to the window.
    const cut = points.map((totals, index) => (index === 0 ? start : grid.from + index * grid.stepMinutes >= to ? end : totals));
    const known = cut.slice(1).map((totals, index) => totalsBetween(cut[index] ?? start, totals).known);
    return {
      from: isoOfMinute(grid.from),
      to: isoOfMinute(grid.to),
      stepMinutes: grid.stepMinutes,
      left: cut.map((totals, index) => {
        if (grid.from + index * grid.stepMinutes < entry.firstMinute) return null;
        const spent = Number(badOf(totals) - badOf(start));
        return spent === 0 ? 1 : allowed === 0 ? null : 1 - spent / allowed;
      }),
      bad: cut.map((totals, index) => toCount(index === 0 ? 0n : badOf(totals) - badOf(cut[index - 1] ?? start))),
      gaps: gapSpans(stored, unknownBands(known, grid), { from, to }),
    };
  };
