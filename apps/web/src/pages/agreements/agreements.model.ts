import type { Agreement, AgreementPeriod } from "@solvent/api-contract";
import type { CsvTable } from "../../components/csv-link.tsx";
import { coverageText, isWholeCoverage, plainPercent, shareText, sliText, spentText, targetText, toFraction } from "../../lib/figures.ts";
import { formatDay, formatMoment, msOfIso } from "../../lib/time.ts";

export interface AgreementView {
  readonly nowMs: number;
  /** The viewer's, for instants that are not a period's bounds. */
  readonly zone: string;
}

/** What became of a promise in a period. */
export type PeriodVerdict = "met" | "missed" | "unknown";

export interface PeriodRow {
  readonly key: string;
  readonly period: string;
  readonly state: string;
  readonly verdict: PeriodVerdict;
  readonly verdictText: string;
  readonly attained: string;
  readonly promised: string;
  /** Attained minus promised, signed, in percentage points. */
  readonly margin: string;
  readonly left: string;
  readonly coverage: string;
  readonly incomplete: boolean;
  readonly excluded: string | null;
}

const VERDICTS: Readonly<Record<PeriodVerdict, readonly [over: string, running: string]>> = {
  met: ["Met", "Met so far"],
  missed: ["Missed", "Missed so far"],
  unknown: ["Nothing to judge", "Nothing to judge yet"],
};

const STATE_TEXTS: Readonly<Record<AgreementPeriod["state"], string>> = {
  running: "runs",
  closed: "over, late data may still change it",
  frozen: "recorded for good",
};

/** A last day is shown, not the midnight after it. */
const lastDay = (to: string, zone: string): string => formatDay(msOfIso(to) - 60_000, zone);

export const periodText = ({ from, to }: Pick<AgreementPeriod, "from" | "to">, zone: string): string => {
  const [first, last] = [formatDay(msOfIso(from), zone), lastDay(to, zone)];
  const year = new Date(msOfIso(from)).getUTCFullYear();
  return first === last ? `${first} ${year}` : `${first} – ${last} ${year}`;
};

const signed = (text: string, negative: boolean): string => (negative ? text : `+${text}`);

export function marginText(margin: AgreementPeriod["margin"]): string {
  if (margin === null) return "–";
  const points = plainPercent(margin, 3);
  return signed(points.replace("-", "−"), toFraction(margin).num < 0n);
}

export function toPeriodRow(period: AgreementPeriod, zone: string): PeriodRow {
  const verdict: PeriodVerdict = period.met === null ? "unknown" : period.met ? "met" : "missed";
  const running = period.state === "running";
  return {
    key: period.from,
    period: `${periodText(period, zone)}${period.partial ? " (began inside it)" : ""}`,
    state: running ? `${STATE_TEXTS.running}, counted to ${formatDay(msOfIso(period.countedTo), zone)}` : STATE_TEXTS[period.state],
    verdict,
    verdictText: VERDICTS[verdict][running ? 1 : 0],
    attained: sliText(period.sli, period.targetPercent),
    promised: targetText(period.targetPercent),
    margin: marginText(period.margin),
    left: period.remainingFraction === null ? "–" : spentText(period.remainingFraction),
    coverage: coverageText(period.coverage),
    incomplete: !isWholeCoverage(period.coverage),
    excluded: period.coverage.excluded === 0 ? null : `${shareText(period.excludedFraction.value)} excluded`,
  };
}

export const toPeriodTable = (periods: readonly AgreementPeriod[]): CsvTable => ({
  header: [
    "from",
    "to",
    "state",
    "promised %",
    "attained",
    "met",
    "bad",
    "of",
    "unit",
    "counted minutes",
    "missing minutes",
    "excluded minutes",
  ],
  rows: periods.map(({ from, to, state, targetPercent, sli, met, bad, mass, unit, coverage }) => [
    from,
    to,
    state,
    targetPercent,
    sli === null ? null : sli.value,
    met === null ? null : String(met),
    bad.exact,
    mass.exact,
    unit,
    coverage.counted,
    coverage.missing,
    coverage.excluded,
  ]),
});

export interface AgreementRow {
  readonly agreement: Agreement;
  readonly title: string;
  readonly customer: string;
  readonly promise: string;
  /** How much earlier the objective warns. */
  readonly margin: string;
  readonly present: PeriodRow | null;
  readonly begins: string;
  readonly changed: string;
}

const UNIT_WORDS: Readonly<Record<Agreement["unit"], string>> = {
  day: "day",
  week: "week",
  month: "month",
  quarter: "quarter",
  year: "year",
};

export function toAgreementRow(agreement: Agreement, { nowMs, zone }: AgreementView): AgreementRow {
  return {
    agreement,
    title: agreement.displayName ?? agreement.name,
    customer: agreement.customer,
    promise: `${targetText(agreement.targetPercent)} per ${UNIT_WORDS[agreement.unit]}, ${agreement.zone}`,
    margin: `${marginText(agreement.margin)} points to the objective's ${targetText(agreement.objectiveTargetPercent)}`,
    present: agreement.present === null ? null : toPeriodRow(agreement.present, agreement.zone),
    begins: formatDay(msOfIso(agreement.startsAt), agreement.zone),
    changed: `${agreement.author}, ${formatMoment(msOfIso(agreement.updatedAt), nowMs, zone)}`,
  };
}
