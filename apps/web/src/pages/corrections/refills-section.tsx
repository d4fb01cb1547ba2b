import type { Objective } from "@solvent/api-contract";
import { useState } from "react";
import { useRefills } from "../../api/streams.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Receipt } from "./receipt.tsx";
import { RefillDialog } from "./refill-dialog.tsx";
import { type RefillRow, toRefillRow } from "./refills.model.ts";

interface RefillsSectionProps {
  readonly objective: Objective;
  readonly view: { readonly nowMs: number; readonly zone: string };
}

/** Of a measured objective: intervals that somebody had read again from the source, and what that did to every budget. */
export function RefillsSection({ objective, view }: RefillsSectionProps) {
  const refills = useRefills(objective.measurement.stream);
  const [asking, setAsking] = useState(false);
  const rows = refills.data?.pages.flatMap((page) => page.items).map((one) => toRefillRow(one, view));
  return (
    <section className="section" id="refills" aria-labelledby="refills-title">
      <div className="section-head">
        <h2 id="refills-title">Read again on request</h2>
        <span className="d">After a source was repaired, or its data were imported anew</span>
        <button type="button" className="button small" onClick={() => setAsking(true)}>
          Read an interval again
        </button>
      </div>
      {refills.isError && (
        <ProblemNotice what="What was read again could not be loaded" error={refills.error} onRetry={() => refills.refetch()} />
      )}
      {rows === undefined && !refills.isError && <Skeleton rows={3} label="Loading what was read again" />}
      {rows?.length === 0 && <p className="small ink-3">Nobody has had an interval read again.</p>}
      {rows !== undefined && rows.length > 0 && <RefillsTable rows={rows} />}
      {refills.hasNextPage && (
        <button type="button" className="button small" onClick={() => refills.fetchNextPage()} disabled={refills.isFetchingNextPage}>
          Show older
        </button>
      )}
      {asking && <RefillDialog objective={objective} zone={view.zone} onClose={() => setAsking(false)} />}
    </section>
  );
}

const RefillsTable = ({ rows }: { rows: readonly RefillRow[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
  <section className="scroller" aria-label="Read again on request" tabIndex={0}>
    <table className="lined wraps refills">
      <caption className="visually-hidden">Intervals that were read again on request, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Asked for</th>
          <th scope="col">By</th>
          <th scope="col">Interval</th>
          <th scope="col">State</th>
          <th scope="col">What came of it</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  </section>
);

const Row = ({ row }: { row: RefillRow }) => (
  <tr>
    <th scope="row">{row.at}</th>
    <td>{row.author}</td>
    <td>{row.interval}</td>
    <td>
      <span className={`state tone-${row.state.tone}`}>
        <Icon name={row.state.icon} size={13} /> {row.state.word}
      </span>
    </td>
    <td>
      {row.outcome}
      {row.effect !== "" && <div className="small ink-3">{row.effect}</div>}
      <details>
        <summary className="small">Receipt</summary>
        <Receipt view={row.receipt} />
      </details>
    </td>
  </tr>
);
