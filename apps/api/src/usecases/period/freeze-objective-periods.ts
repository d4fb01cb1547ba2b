import type { SettleDeps } from "../agreement/settle-periods.ts";
import { isBackfilling, isJudgingSlices } from "../status/judge-objective.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "../status/objective-directory.ts";
import type { ObjectivePeriodStore } from "./objective-period-store.ts";
import { settleObjectivePeriods } from "./settle-objective-periods.ts";

export interface FreezeObjectivePeriodsDeps extends SettleDeps {
  readonly directory: Pick<ObjectiveDirectory, "entries">;
  readonly periods: ObjectivePeriodStore;
}

/** More than the months, and about the days, of which there are figures to the minute. */
const MOST_PERIODS = 120;

/** Its history is still being read or judged: what is over may yet change. */
const isUnfinished = (entry: DirectoryEntry): boolean => isBackfilling(entry) || isJudgingSlices(entry);

async function freezeOne(deps: FreezeObjectivePeriodsDeps, entry: DirectoryEntry): Promise<void> {
  const frozen = await deps.periods.periods(entry.id, MOST_PERIODS);
  const settled = (await settleObjectivePeriods(deps, entry, { limit: MOST_PERIODS, frozen })).filter((one) => one.settled);
  for (const { period, figures } of settled) {
    const { periodStart, periodEnd, start } = period;
    const { targetPercent, revision: objectiveRevision } = entry;
    await deps.periods.freeze(entry.id, { periodStart, periodEnd, from: start, targetPercent, objectiveRevision, figures });
  }
}

/**
 * Records every calendar period of every objective that is over and settled, so that nothing that is learned or decided later rewrites it.
 * Asking twice is asking once.
 */
export const makeFreezeObjectivePeriods = (deps: FreezeObjectivePeriodsDeps) => async (): Promise<void> => {
  for (const entry of await deps.directory.entries()) {
    if (entry.terms.window.kind === "calendar" && !isUnfinished(entry)) await freezeOne(deps, entry);
  }
};
