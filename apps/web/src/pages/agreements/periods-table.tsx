import type { Agreement, AgreementPeriod } from "@solvent/api-contract";
import { useAgreementPeriods } from "../../api/agreements.queries.ts";
import { CsvLink } from "../../components/csv-link.tsx";
import { Icon, type IconName } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { type PeriodRow, type PeriodVerdict, toPeriodRow, toPeriodTable } from "./agreements.model.ts";

const ICONS: Readonly<Record<PeriodVerdict, IconName>> = { met: "on-target", missed: "exhausted", unknown: "no-data" };
const TONES: Readonly<Record<PeriodVerdict, string>> = { met: "left", missed: "spent", unknown: "unknown" };

export const VerdictBadge = ({ row }: { row: PeriodRow }) => (
  <span className={`state tone-${TONES[row.verdict]}`}>
    <Icon name={ICONS[row.verdict]} />
    {row.verdictText}
  </span>
);

/** Attainment of an agreement, period by period. */
export function AgreementPeriods({ agreement }: { agreement: Agreement }) {
  const periods = useAgreementPeriods(agreement.name);
  if (periods.isError) {
    return <ProblemNotice what="The periods could not be loaded" error={periods.error} onRetry={() => periods.refetch()} />;
  }
  if (periods.data === undefined) return <Skeleton rows={3} label="Loading the periods" />;
  const { items } = periods.data;
  if (items.length === 0) return <p className="small ink-2">It has not begun yet.</p>;
  return (
    <PeriodsTable
      label={`Periods of ${agreement.displayName ?? agreement.name}`}
      heads={{ verdict: "Promise", limit: "Promised", left: "Left of what it allows" }}
      periods={items}
      zone={agreement.zone}
      fileName={`${agreement.name}-periods.csv`}
    />
  );
}

interface PeriodsTableProps {
  readonly label: string;
  readonly heads: { readonly verdict: string; readonly limit: string; readonly left: string };
  readonly periods: readonly AgreementPeriod[];
  /** Of the calendar. */
  readonly zone: string;
  readonly fileName: string;
}

/** Calendar periods, newest first: of a promise, or of an objective. */
export const PeriodsTable = ({ label, heads, periods, zone, fileName }: PeriodsTableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
  <section className="scroller" aria-label={label} tabIndex={0}>
    <table className="lined ledger">
      <caption className="visually-hidden">{label}</caption>
      <thead>
        <tr>
          <th scope="col">Period</th>
          <th scope="col">{heads.verdict}</th>
          <th scope="col" className="r">
            Attained
          </th>
          <th scope="col" className="r">
            {heads.limit}
          </th>
          <th scope="col" className="r">
            Margin, points
          </th>
          <th scope="col" className="r">
            {heads.left}
          </th>
          <th scope="col" className="r">
            Coverage
          </th>
        </tr>
      </thead>
      <tbody>
        {periods.map((period) => (
          <Row key={period.from} row={toPeriodRow(period, zone)} />
        ))}
      </tbody>
    </table>
    <CsvLink table={() => toPeriodTable(periods)} fileName={fileName} />
  </section>
);

const Row = ({ row }: { row: PeriodRow }) => (
  <tr>
    <th scope="row">
      {row.period}
      <div className="small ink-3">{row.state}</div>
    </th>
    <td>
      <VerdictBadge row={row} />
    </td>
    <td className="r">
      <b>{row.attained}</b>
    </td>
    <td className="r">{row.promised}</td>
    <td className="r">{row.margin}</td>
    <td className="r">{row.left}</td>
    <td className={row.incomplete ? "r tone-unknown" : "r"}>
      {row.coverage}
      {row.excluded !== null && <div className="small ink-3">{row.excluded}</div>}
    </td>
  </tr>
);
