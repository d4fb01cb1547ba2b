import type { Agreement, AgreementPeriod } from "@solvent/api-contract";
import { AppError } from "../../errors/app-error.ts";
import type { Page, PageRequest } from "../page.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "../status/objective-directory.ts";
import type { AgreementStore, StoredAgreement } from "./agreement-store.ts";
import { type SettleDeps, settlePeriods } from "./settle-periods.ts";
import { toAgreement, toFrozenPeriod, toPresentPeriod } from "./to-agreement.ts";

export interface ReadAgreementsDeps extends SettleDeps {
  readonly agreements: Pick<AgreementStore, "list" | "find" | "periods">;
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
}

/** Five years of months. */
const MOST_PERIODS = 60;
const NONE: ReadonlySet<number> = new Set();

export const agreementNotFound = (name: string): AppError => new AppError("agreement.not-found", `There is no agreement "${name}"`);

/** The objective behind an agreement cannot be deleted while there is the agreement. */
async function entryOf({ directory }: Pick<ReadAgreementsDeps, "directory">, { objective }: StoredAgreement): Promise<DirectoryEntry> {
  const entry = await directory.findEntry(objective);
  if (entry === null) throw new AppError("agreement.objective-unknown", `There is no objective "${objective}"`);
  return entry;
}

/** An agreement with the period that runs. */
export const makeShowAgreement =
  (deps: Omit<ReadAgreementsDeps, "agreements">) =>
  async (agreement: StoredAgreement): Promise<Agreement> => {
    const entry = await entryOf(deps, agreement);
    const [newest] = await settlePeriods(deps, agreement, { entry, limit: 1, except: NONE });
    return toAgreement(
      agreement,
      entry,
      newest === undefined ? null : toPresentPeriod(newest, { targetPercent: agreement.targetPercent, entry }),
    );
  };

async function findAgreement({ agreements }: ReadAgreementsDeps, name: string): Promise<StoredAgreement> {
  const agreement = await agreements.find(name);
  if (agreement === null) throw agreementNotFound(name);
  return agreement;
}

/** Throws `agreement.not-found`. */
export const makeGetAgreement = (deps: ReadAgreementsDeps) => {
  const show = makeShowAgreement(deps);
  return async (name: string): Promise<Agreement> => show(await findAgreement(deps, name));
};

export const makeListAgreements = (deps: ReadAgreementsDeps) => {
  const show = makeShowAgreement(deps);
  return async (page: PageRequest, objective?: string): Promise<Page<Agreement>> => {
    const { items, next } = await deps.agreements.list(page, objective);
    const shown: Agreement[] = [];
    // One after the other: a page of agreements must not take every connection.
    for (const agreement of items) shown.push(await show(agreement));
    return { items: shown, next };
  };
};

/** Attainment per period, newest first: recorded periods as they were, the others as they are now. Throws `agreement.not-found`. */
export const makeListAgreementPeriods =
  (deps: ReadAgreementsDeps) =>
  async (name: string): Promise<readonly AgreementPeriod[]> => {
    const agreement = await findAgreement(deps, name);
    const entry = await entryOf(deps, agreement);
    const frozen = await deps.agreements.periods(agreement.id, MOST_PERIODS);
    const except = new Set(frozen.map(({ periodStart }) => periodStart));
    const open = await settlePeriods(deps, agreement, { entry, limit: MOST_PERIODS, except });
    return [
      ...open.map((period) => toPresentPeriod(period, { targetPercent: agreement.targetPercent, entry })),
      ...frozen.map(toFrozenPeriod),
    ]
      .sort((a, b) => (a.to < b.to ? 1 : -1))
      .slice(0, MOST_PERIODS);
  };
