import type { Agreement } from "@solvent/api-contract";
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
export function PeriodsTable({ agreement }: { agreement: Agreement }) {
  const periods = useAgreementPeriods(agreement.name);
  if (periods.isError) {
    return <ProblemNotice what="The periods could not be loaded" error={periods.error} onRetry={() => periods.refetch()} />;
  }
  if (periods.data === undefined) return <Skeleton rows={3} label="Loading the periods" />;
  const { items } = periods.data;
  if (items.length === 0) return <p className="small ink-2">It has not begun yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section className="scroller" aria-label={`Periods of ${agreement.displayName ?? agreement.name}`} tabIndex={0}>
      <table className="lined ledger">
        <thead>
          <tr>
            <th scope="col">Period</th>
            <th scope="col">Promise</th>
            <th scope="col" className="r">
              Attained
            </th>
            <th scope="col" className="r">
              Promised
            </th>
            <th scope="col" className="r">
              Margin, points
            </th>
            <th scope="col" className="r">
              Left of what it allows
            </th>
            <th scope="col" className="r">
              Coverage
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((period) => (
            <Row key={period.from} row={toPeriodRow(period, agreement.zone)} />
          ))}
        </tbody>
      </table>
      <CsvLink table={() => toPeriodTable(items)} fileName={`${agreement.name}-periods.csv`} />
    </section>
  );
}

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
