import type { MinuteInterval } from "@solvent/domain";
import { AppError } from "../../errors/app-error.ts";
import type { AppliedAdjustment, AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import type { CountedMinutes } from "../counts/count-reader.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import type { ObjectiveDirectory } from "./objective-directory.ts";
import { makePlanner } from "./objective-plan.ts";
import { type PlannedEntry, planEntry } from "./read-judgements.ts";

/** What charts are read from. */
export interface ChartDeps {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly minutes: CountedMinutes & Pick<MinuteReader, "series" | "gaps">;
  readonly adjustments: AppliedAdjustments;
}

/** Finds an objective to draw. Throws `objective.not-found`. */
export function makeFindPlanned({ directory }: Pick<ChartDeps, "directory">): (name: string) => Promise<Omit<PlannedEntry, "adjustments">> {
  const planner = makePlanner();
  return async (name) => {
    const entry = await directory.findEntry(name);
    if (entry === null) throw new AppError("objective.not-found", `There is no objective named ${name}.`);
    return planEntry(entry, planner(entry));
  };
}

/** Adjustments of one objective that overlap a range. */
export const adjustmentsWithin = async (
  applied: AppliedAdjustments,
  objectiveId: string,
  range: MinuteInterval,
): Promise<readonly AppliedAdjustment[]> => (await applied.within(range, [objectiveId])).get(objectiveId) ?? [];
