import { useCorrections } from "../../api/streams.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { type CorrectionRow, toCorrectionRow } from "./corrections.model.ts";

interface CorrectionsSectionProps {
  /** Number of a measured stream. */
  readonly stream: number;
  readonly view: { readonly nowMs: number; readonly zone: string };
}

/** Minutes that were stored and later stored otherwise: when, why, and what that changed. */
export function CorrectionsSection({ stream, view }: CorrectionsSectionProps) {
  const corrections = useCorrections(stream);
  const rows = corrections.data?.pages.flatMap((page) => page.items).map((one) => toCorrectionRow(one, view));
  return (
    <section className="section" id="corrections" aria-labelledby="corrections-title">
      <div className="section-head">
        <h2 id="corrections-title">Corrections</h2>
        <span className="d">Stored minutes that later data changed, and with them the figures</span>
      </div>
      {corrections.isError && (
        <ProblemNotice what="The corrections could not be loaded" error={corrections.error} onRetry={() => corrections.refetch()} />
      )}
      {rows === undefined && !corrections.isError && <Skeleton rows={3} label="Loading the corrections" />}
      {rows?.length === 0 && <p className="small ink-3">No stored minute was changed afterwards.</p>}
      {rows !== undefined && rows.length > 0 && <CorrectionsTable rows={rows} />}
      {corrections.hasNextPage && (
        <button
          type="button"
          className="button small"
          onClick={() => corrections.fetchNextPage()}
          disabled={corrections.isFetchingNextPage}
        >
          Show older
        </button>
      )}
    </section>
  );
}

const CorrectionsTable = ({ rows }: { rows: readonly CorrectionRow[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
  <section className="scroller" aria-label="Corrections" tabIndex={0}>
    <table className="lined wraps corrections">
      <caption className="visually-hidden">Corrections, newest first</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Why</th>
          <th scope="col">Which minutes</th>
          <th scope="col">What changed</th>
          <th scope="col">Before → after</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{row.at}</th>
            <td>{row.why}</td>
            <td>{row.minutes}</td>
            <td>
              {row.effect}
              {row.known !== "" && <div className="small ink-3">{row.known}</div>}
            </td>
            <td>
              <details>
                <summary className="small">Minute by minute</summary>
                <ul className="small minute-changes">
                  {row.changes.map((change) => (
                    <li key={change.minute}>
                      <b>{change.minute}</b> {change.before} → {change.after}
                    </li>
                  ))}
                </ul>
              </details>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
