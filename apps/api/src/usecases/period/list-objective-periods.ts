import type { ObjectivePeriods } from "@solvent/api-contract";
import { AppError } from "../../errors/app-error.ts";
import type { SettleDeps } from "../agreement/settle-periods.ts";
import { toFrozenPeriod, toPresentPeriod } from "../agreement/to-agreement.ts";
import type { ObjectiveDirectory } from "../status/objective-directory.ts";
import type { ObjectivePeriodStore } from "./objective-period-store.ts";
import { settleObjectivePeriods } from "./settle-objective-periods.ts";

export interface ListObjectivePeriodsDeps extends SettleDeps {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly periods: Pick<ObjectivePeriodStore, "periods">;
}

/** Five years of months. */
const MOST_PERIODS = 60;

/** Calendar periods, newest first: recorded ones as they were, the others as they are now. Throws `objective.not-found`. */
export const makeListObjectivePeriods =
  (deps: ListObjectivePeriodsDeps) =>
  async (name: string): Promise<ObjectivePeriods> => {
    const entry = await deps.directory.findEntry(name);
    if (entry === null) throw new AppError("objective.not-found", `There is no objective named ${name}`);
    if (entry.terms.window.kind === "rolling") return { items: [] };
    const frozen = await deps.periods.periods(entry.id, MOST_PERIODS);
    const open = await settleObjectivePeriods(deps, entry, { limit: MOST_PERIODS, frozen });
    const { targetPercent } = entry;
    const items = [...open.map((period) => toPresentPeriod(period, { targetPercent, entry })), ...frozen.map(toFrozenPeriod)];
    return { items: items.sort((a, b) => (a.to < b.to ? 1 : -1)).slice(0, MOST_PERIODS) };
  };
