import {
  type AgreementPromise,
  agreementPeriods,
  agreementTerms,
  budgetStatus,
  definitionTerms,
  isSettled,
  type ObjectivePeriod,
  type ObjectiveTerms,
} from "@solvent/domain";
import type { AppliedAdjustment, AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import type { CountedMinutes } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import type { DirectoryEntry } from "../status/objective-directory.ts";
import type { AgreementFields } from "./agreement-store.ts";
import { type SettledFigures, toSettledFigures } from "./settled-figures.ts";

export interface SettleDeps {
  readonly minutes: CountedMinutes;
  readonly adjustments: AppliedAdjustments;
}

/** One period worked out from what is stored now. */
export interface SettledPeriod {
  readonly period: ObjectivePeriod;
  readonly figures: SettledFigures;
  /** Over, and no late data is expected. */
  readonly settled: boolean;
}

export const toPromise = ({ targetPercent, unit, zone, weekStart, startsAt }: AgreementFields): AgreementPromise => ({
  targetPercent,
  window: { kind: "calendar", unit, zone, weekStart },
  startsAt,
});

const settle = (
  terms: ObjectiveTerms,
  counted: { period: ObjectivePeriod; counts: Parameters<typeof budgetStatus>[0]["counts"]; adjustments: readonly AppliedAdjustment[] },
) => toSettledFigures(budgetStatus({ terms, ...counted }), terms.slices === null ? "events" : "slices");

/** Works out periods of an objective by some terms, in the order given. */
export async function settleAll(
  deps: SettleDeps,
  {
    entry,
    terms,
    periods,
  }: { readonly entry: DirectoryEntry; readonly terms: ObjectiveTerms; readonly periods: readonly ObjectivePeriod[] },
): Promise<readonly SettledPeriod[]> {
  if (periods.length === 0) return [];
  const range = {
    start: periods.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY),
    end: periods.reduce((most, { periodEnd }) => Math.max(most, periodEnd), Number.NEGATIVE_INFINITY),
  };
  const adjustments = (await deps.adjustments.within(range, [entry.id])).get(entry.id) ?? [];
  const intervals = periods.map(({ start, end }) => ({ start, end }));
  const request = { streamId: entry.streamId, slicesStreamId: entry.slicesStream?.streamId ?? null, terms, adjustments, intervals };
  const [countsIn] = await readCounts(deps.minutes, [request]);
  if (countsIn === undefined) return [];
  return periods.map((period) => ({
    period,
    figures: settle(terms, { period, counts: countsIn({ start: period.start, end: period.end }), adjustments }),
    settled: isSettled(period, entry.watermark),
  }));
}

/**
 * Works out periods of an agreement, newest first, at most `limit`; those in `except` (starts of periods that are recorded already) are
 * left out. Empty before the promise begins.
 */
export async function settlePeriods(
  deps: SettleDeps,
  agreement: AgreementFields,
  { entry, limit, except }: { readonly entry: DirectoryEntry; readonly limit: number; readonly except: ReadonlySet<number> },
): Promise<readonly SettledPeriod[]> {
  const terms = agreementTerms(toPromise(agreement), definitionTerms(entry.terms));
  const periods = agreementPeriods(terms, entry.watermark, limit).filter(({ periodStart }) => !except.has(periodStart));
  return settleAll(deps, { entry, terms, periods });
}
