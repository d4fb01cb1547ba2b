import type { ObjectiveDirectory } from "../status/objective-directory.ts";
import type { AgreementStore, StoredAgreement } from "./agreement-store.ts";
import { type SettleDeps, settlePeriods } from "./settle-periods.ts";

export interface FreezePeriodsDeps extends SettleDeps {
  readonly agreements: Pick<AgreementStore, "list" | "periods" | "freeze">;
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
}

/** More than the days that minutes are kept: nothing older can be worked out. */
const MOST_PERIODS = 120;
const PAGE = 100;

async function freezeOne(deps: FreezePeriodsDeps, agreement: StoredAgreement): Promise<void> {
  const entry = await deps.directory.findEntry(agreement.objective);
  if (entry === null) return;
  const recorded = await deps.agreements.periods(agreement.id, MOST_PERIODS);
  const except = new Set(recorded.map(({ periodStart }) => periodStart));
  const settled = (await settlePeriods(deps, agreement, { entry, limit: MOST_PERIODS, except })).filter((one) => one.settled);
  for (const { period, figures } of settled) {
    const { periodStart, periodEnd, start } = period;
    const { targetPercent } = agreement;
    await deps.agreements.freeze(agreement.id, {
      periodStart,
      periodEnd,
      from: start,
      targetPercent,
      objectiveRevision: entry.revision,
      figures,
    });
  }
}

/** Records every period that is over and settled, so that nothing that is learned or decided later rewrites it. Asking twice is asking once. */
export const makeFreezePeriods = (deps: FreezePeriodsDeps) => async (): Promise<void> => {
  let after: string | null = null;
  do {
    const { items, next } = await deps.agreements.list({ limit: PAGE, after });
    for (const agreement of items) await freezeOne(deps, agreement);
    after = next;
  } while (after !== null);
};
