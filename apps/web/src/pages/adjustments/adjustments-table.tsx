import type { Adjustment } from "@solvent/api-contract";
import { useRestoreAdjustment, useUndoAdjustment } from "../../api/adjustments.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import type { AdjustmentRow } from "./adjustments.model.ts";

interface AdjustmentsTableProps {
  readonly rows: readonly AdjustmentRow[];
  /** Left out for those that were undone. */
  readonly onChange?: (adjustment: Adjustment) => void;
  readonly onVersions: (adjustment: Adjustment) => void;
  readonly onUndone?: (adjustment: Adjustment) => void;
}

export function AdjustmentsTable({ rows, onChange, onVersions, onUndone }: AdjustmentsTableProps) {
  const undo = useUndoAdjustment();
  const restore = useRestoreAdjustment();
  const failed = undo.error ?? restore.error;
  return (
    <>
      {failed !== null && <ProblemNotice what="Nothing was changed" error={failed} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <section className="scroller" aria-label={onChange === undefined ? "Undone adjustments" : "Adjustments that apply"} tabIndex={0}>
        <table className="lined adjustments">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">When</th>
              <th scope="col">Why</th>
              <th scope="col">Covers</th>
              <th scope="col">Who</th>
              <th scope="col">Version</th>
              <th scope="col">
                <span className="visually-hidden">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.adjustment.id}>
                <th scope="row">{row.what}</th>
                <td>
                  {row.when}
                  <div className="small ink-3">{[row.repeats, row.next].filter((part) => part !== "").join(", ")}</div>
                </td>
                <td className="reason">
                  {row.reason}
                  <div className="small ink-3">{row.category}</div>
                </td>
                <td>{row.covers}</td>
                <td className="ink-2">{row.who}</td>
                <td>
                  <button type="button" className="link" title="All versions" onClick={() => onVersions(row.adjustment)}>
                    {row.version}
                  </button>
                </td>
                <td>
                  <RowActions
                    row={row}
                    busy={undo.isPending || restore.isPending}
                    onChange={onChange}
                    onUndo={() => undo.mutate(row.adjustment, { onSuccess: (removed) => onUndone?.(removed) })}
                    onRestore={() => restore.mutate(row.adjustment)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

interface RowActionsProps {
  readonly row: AdjustmentRow;
  readonly busy: boolean;
  readonly onChange: ((adjustment: Adjustment) => void) | undefined;
  readonly onUndo: () => void;
  readonly onRestore: () => void;
}

function RowActions({ row, busy, onChange, onUndo, onRestore }: RowActionsProps) {
  const { adjustment } = row;
  if (!adjustment.removable) return <span className="small ink-3">from the definition</span>;
  if (adjustment.removed || onChange === undefined) {
    return (
      <button type="button" className="button small" aria-label={`Restore ${row.reason}`} disabled={busy} onClick={onRestore}>
        Restore
      </button>
    );
  }
  return (
    <div className="actions nowrap">
      <button type="button" className="button small" aria-label={`Change ${row.reason}`} onClick={() => onChange(adjustment)}>
        Change
      </button>
      <button type="button" className="button small" aria-label={`Undo ${row.reason}`} disabled={busy} onClick={onUndo}>
        Undo
      </button>
    </div>
  );
}
