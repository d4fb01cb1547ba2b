import type { BurnDown } from "@solvent/api-contract";
import { errorBudgetRatio, fractionToNumber, isoOfMinute, parseTarget, type Totals, totalsBetween } from "@solvent/domain";
import { AppError } from "../../errors/app-error.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { gapSpans, unknownBands } from "./chart-gaps.ts";
import { gridOver, gridPoints } from "./chart-grid.ts";
import { toCount } from "./figures.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "./objective-directory.ts";

export interface GetBurnDownDeps {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly minutes: Pick<MinuteReader, "totalsAt" | "gaps">;
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
    // The grid begins up to a step before the window and ends up to a step after it: both ends are cut to the window.
    const instants = gridPoints(grid).map((point) => Math.min(to, Math.max(from, point)));
    // One question, hence one state of the store: a correction must not lie between two points.
    const [table, stored] = await Promise.all([
      deps.minutes.totalsAt([entry.streamId], instants),
      deps.minutes.gaps(entry.streamId, from, to),
    ]);
    const cut = instants.flatMap((_, index) => table.at(0, index) ?? []);
    const [start, end] = [cut[0], cut.at(-1)];
    if (start === undefined || end === undefined) throw new AppError("objective.not-found", `There is no objective named ${name}.`);
    const allowed = allowedToDraw(entry, start, end);
    const known = cut.slice(1).map((totals, index) => totalsBetween(cut[index] ?? start, totals).known);
    return {
      from: isoOfMinute(grid.from),
      to: isoOfMinute(grid.to),
      stepMinutes: grid.stepMinutes,
      left: cut.map((totals, index) => {
        if (end.known === start.known || (instants[index] ?? from) < entry.firstMinute) return null;
        const spent = Number(badOf(totals) - badOf(start));
        return spent === 0 ? 1 : allowed === 0 ? null : 1 - spent / allowed;
      }),
      bad: cut.map((totals, index) => toCount(index === 0 ? 0n : badOf(totals) - badOf(cut[index - 1] ?? start))),
      gaps: gapSpans(stored, unknownBands(known, grid), { from, to }),
    };
  };
