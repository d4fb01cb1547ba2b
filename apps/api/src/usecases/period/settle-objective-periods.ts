import { agreementPeriods, definitionTerms, type MinuteInterval, type ObjectivePeriod } from "@solvent/domain";
import type { FrozenPeriod } from "../agreement/agreement-store.ts";
import { type SettleDeps, type SettledPeriod, settleAll } from "../agreement/settle-periods.ts";
import type { DirectoryEntry } from "../status/objective-directory.ts";

const commonMinutes = (a: MinuteInterval, b: MinuteInterval): number => Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));

/**
 * Most of the period lies in recorded ones. Those keep their bounds when the objective is given another calendar, or the zone another
 * offset: what is theirs is not settled a second time. The period that runs is always another one.
 */
function isRecorded({ periodStart, periodEnd, end }: ObjectivePeriod, frozen: readonly FrozenPeriod[]): boolean {
  if (end < periodEnd) return false;
  const period = { start: periodStart, end: periodEnd };
  const recorded = frozen.reduce((sum, one) => sum + commonMinutes(period, { start: one.periodStart, end: one.periodEnd }), 0);
  return 2 * recorded > periodEnd - periodStart;
}

/**
 * Works out calendar periods of an objective that are not recorded, newest first, at most `limit`: from the one that runs back to where its
 * data begins. Empty for a rolling window.
 */
export async function settleObjectivePeriods(
  deps: SettleDeps,
  entry: DirectoryEntry,
  { limit, frozen }: { readonly limit: number; readonly frozen: readonly FrozenPeriod[] },
): Promise<readonly SettledPeriod[]> {
  const terms = definitionTerms(entry.terms);
  if (terms.window.kind === "rolling") return [];
  const begins = Math.max(entry.firstMinute, terms.sloStart ?? 0);
  const periods = agreementPeriods({ ...terms, sloStart: begins }, entry.watermark, limit)
    // The objective's own start cuts a period, the first minute of its data does not: what came before is missing.
    .map((period) => ({ ...period, start: Math.max(period.periodStart, terms.sloStart ?? 0) }))
    .map((period) => ({ ...period, partial: period.start > period.periodStart }));
  return settleAll(deps, { entry, terms, periods: periods.filter((period) => !isRecorded(period, frozen)) });
}
