import type { Agreement, AgreementPeriod } from "@solvent/api-contract";
import { compareFractions, fraction, isoOfMinute, type Minute, parseFraction, parseTarget, subtractFractions } from "@solvent/domain";
import { toFigure } from "../status/figures.ts";
import type { DirectoryEntry } from "../status/objective-directory.ts";
import type { FrozenPeriod, StoredAgreement } from "./agreement-store.ts";
import type { SettledPeriod } from "./settle-periods.ts";
import type { SettledFigures } from "./settled-figures.ts";

const figure = (text: string) => toFigure(parseFraction(text));
const figureOrNull = (text: string | null) => (text === null ? null : figure(text));

function toFigures(figures: SettledFigures, targetPercent: string) {
  const { coverage } = figures;
  const sli = figures.sli === null ? null : parseFraction(figures.sli);
  return {
    unit: figures.unit,
    targetPercent,
    sli: sli === null ? null : toFigure(sli),
    met: figures.met,
    margin: sli === null ? null : toFigure(subtractFractions(sli, parseTarget(targetPercent))),
    remainingFraction: figureOrNull(figures.remainingFraction),
    bad: figure(figures.bad),
    mass: figure(figures.mass),
    coverage,
    excludedFraction: toFigure(fraction(BigInt(coverage.excluded), BigInt(Math.max(1, coverage.minutes)))),
  };
}

/** A period worked out now, of a promise or of the objective itself. */
export const toPresentPeriod = (
  { period, figures }: SettledPeriod,
  { targetPercent, entry }: { readonly targetPercent: string; readonly entry: Pick<DirectoryEntry, "revision"> },
): AgreementPeriod => ({
  from: isoOfMinute(period.start),
  to: isoOfMinute(period.periodEnd),
  countedTo: isoOfMinute(period.end),
  partial: period.partial,
  state: period.end < period.periodEnd ? "running" : "closed",
  ...toFigures(figures, targetPercent),
  frozenAt: null,
  objectiveRevision: entry.revision,
});

/** A recorded period, as it was. */
export const toFrozenPeriod = (frozen: FrozenPeriod): AgreementPeriod => ({
  from: isoOfMinute(frozen.from),
  to: isoOfMinute(frozen.periodEnd),
  countedTo: isoOfMinute(frozen.periodEnd),
  partial: frozen.from > frozen.periodStart,
  state: "frozen",
  ...toFigures(frozen.figures, frozen.targetPercent),
  frozenAt: new Date(frozen.frozenAtMs).toISOString(),
  objectiveRevision: frozen.objectiveRevision,
});

/** What a person should know about a promise and the objective behind it. */
export function agreementWarnings(
  { targetPercent, startsAt }: Pick<StoredAgreement, "targetPercent" | "startsAt">,
  entry: DirectoryEntry,
): string[] {
  const promise = parseTarget(targetPercent);
  const target = parseTarget(entry.targetPercent);
  const against = compareFractions(promise, target);
  const warnings: string[] = [];
  if (against > 0)
    warnings.push(`More is promised (${targetPercent} %) than the objective aims at (${entry.targetPercent} %): nobody is warned in time`);
  if (against === 0)
    warnings.push("The promise equals the objective's target: there is no margin, and the objective warns only when it is missed");
  if (startsAt < entry.firstMinute)
    warnings.push(`Data begins at ${isoOfMinute(entry.firstMinute as Minute)}: what came before is missing, not good`);
  return warnings;
}

export const toAgreement = (agreement: StoredAgreement, entry: DirectoryEntry, present: AgreementPeriod | null): Agreement => ({
  name: agreement.name,
  displayName: agreement.displayName,
  customer: agreement.customer,
  objective: agreement.objective,
  targetPercent: agreement.targetPercent,
  unit: agreement.unit,
  zone: agreement.zone,
  weekStart: agreement.weekStart,
  startsAt: isoOfMinute(agreement.startsAt),
  note: agreement.note,
  objectiveTargetPercent: entry.targetPercent,
  margin: toFigure(subtractFractions(parseTarget(entry.targetPercent), parseTarget(agreement.targetPercent))),
  warnings: agreementWarnings(agreement, entry),
  revision: agreement.revision,
  author: agreement.author,
  updatedAt: new Date(agreement.updatedAtMs).toISOString(),
  present,
});
