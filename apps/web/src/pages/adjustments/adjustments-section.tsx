import type { Adjustment, Objective, ObjectiveStatus } from "@solvent/api-contract";
import { useState } from "react";
import { useAdjustments } from "../../api/adjustments.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { AdjustmentDialog } from "./adjustment-dialog.tsx";
import { AdjustmentVersions } from "./adjustment-versions.tsx";
import { excludedText, toAdjustmentLists, toBesideRows } from "./adjustments.model.ts";
import { AdjustmentsTable } from "./adjustments-table.tsx";
import { UndoneNotice } from "./undone-notice.tsx";

interface AdjustmentsSectionProps {
  readonly objective: Objective;
  readonly status: ObjectiveStatus | null;
  readonly view: { readonly nowMs: number; readonly zone: string };
}

type Opened = { readonly kind: "form" | "versions"; readonly adjustment: Adjustment | null };

/** What was excluded or forgiven for this objective, also through its service, its team or everything. */
export function AdjustmentsSection({ objective, status, view }: AdjustmentsSectionProps) {
  const query = useAdjustments(objective.name);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [undone, setUndone] = useState<Adjustment | null>(null);
  const lists = query.data === undefined ? null : toAdjustmentLists(query.data.items, view);
  return (
    <section className="section" id="adjustments">
      <div className="section-head">
        <h2>Adjustments</h2>
        <span className="d">{status === null ? "" : excludedText(status)}</span>
        <button type="button" className="button small" onClick={() => setOpened({ kind: "form", adjustment: null })}>
          Exclude or forgive time
        </button>
      </div>
      {status !== null && <Beside status={status} />}
      {query.isError && <ProblemNotice what="The adjustments could not be loaded" error={query.error} onRetry={() => query.refetch()} />}
      {lists === null && !query.isError && <Skeleton rows={3} label="Loading the adjustments" />}
      <UndoneNotice adjustment={undone} onRestored={() => setUndone(null)} />
      {lists !== null && lists.present.length === 0 && (
        <p className="small ink-3">Nothing is excluded or forgiven: every known minute counts.</p>
      )}
      {lists !== null && lists.present.length > 0 && (
        <AdjustmentsTable
          rows={lists.present}
          onChange={(adjustment) => setOpened({ kind: "form", adjustment })}
          onVersions={(adjustment) => setOpened({ kind: "versions", adjustment })}
          onUndone={setUndone}
        />
      )}
      {lists !== null && lists.removed.length > 0 && (
        <details className="removed">
          <summary className="small">Undone: {lists.removed.length}</summary>
          <AdjustmentsTable rows={lists.removed} onVersions={(adjustment) => setOpened({ kind: "versions", adjustment })} />
        </details>
      )}
      {opened?.kind === "form" && <AdjustmentDialog objective={objective} adjustment={opened.adjustment} onClose={() => setOpened(null)} />}
      {opened?.kind === "versions" && opened.adjustment !== null && (
        <AdjustmentVersions adjustment={opened.adjustment} zone={view.zone} onClose={() => setOpened(null)} />
      )}
    </section>
  );
}

function Beside({ status }: { status: ObjectiveStatus }) {
  const rows = toBesideRows(status);
  if (rows === null) return null;
  return (
    <div className="scroller">
      <table className="lined beside">
        <caption className="visually-hidden">The figures with and without adjustments</caption>
        <thead>
          <tr>
            <td />
            <th scope="col" className="r">
              With adjustments
            </th>
            <th scope="col" className="r">
              Without any
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.term}>
              <th scope="row">{row.term}</th>
              <td className="r">
                <b>{row.present}</b>
              </td>
              <td className="r ink-2">{row.without}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
