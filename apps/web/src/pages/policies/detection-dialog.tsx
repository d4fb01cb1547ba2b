import { Link } from "react-router";
import { useObjectivePolicy } from "../../api/policies.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { PreviewedCondition } from "./detection-table.tsx";
import { basisText, toPreviewRows } from "./policy-text.ts";

/** How soon the alerts of an objective fire, and how soon they are over. */
export function DetectionDialog({ name, title, onClose }: { name: string; title: string; onClose: () => void }) {
  const policy = useObjectivePolicy(name);
  return (
    <Dialog title={`How soon alerts of ${title} fire`} onClose={onClose} wide>
      {policy.isError && <ProblemNotice what="The conditions could not be loaded" error={policy.error} onRetry={() => policy.refetch()} />}
      {policy.isPending && <Skeleton rows={6} label="Loading the conditions" />}
      {policy.data !== undefined && (
        <>
          <p className="small ink-2">{basisText(policy.data)}</p>
          {toPreviewRows(policy.data).map((row) => (
            <PreviewedCondition key={row.key} row={row} />
          ))}
        </>
      )}
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
        <Link className="button" to={`/objectives/${name}/backtest`}>
          Try other rules on history
        </Link>
      </div>
    </Dialog>
  );
}
