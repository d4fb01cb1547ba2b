import type { Adjustment } from "@solvent/api-contract";
import { useAdjustmentVersions } from "../../api/adjustments.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { formatInstant, msOfIso } from "../../lib/time.ts";
import { versionText } from "./adjustments.model.ts";

interface AdjustmentVersionsProps {
  readonly adjustment: Adjustment;
  readonly zone: string;
  readonly onClose: () => void;
}

/** All versions, newest first: none is ever edited. */
export function AdjustmentVersions({ adjustment, zone, onClose }: AdjustmentVersionsProps) {
  const query = useAdjustmentVersions(adjustment.id);
  return (
    <Dialog title="Versions of the adjustment" onClose={onClose}>
      {query.isError && <ProblemNotice what="The versions could not be loaded" error={query.error} onRetry={() => query.refetch()} />}
      {query.data === undefined && !query.isError && <Skeleton rows={3} label="Loading the versions" />}
      <ol className="revisions">
        {query.data?.versions.map((version) => (
          <li key={version.version}>
            <b>{version.version}</b> {version.author},{" "}
            <time dateTime={version.createdAt}>{formatInstant(msOfIso(version.createdAt), zone)}</time>
            <div className="small ink-2">
              {versionText(version, zone)}: {version.reason}
            </div>
          </li>
        ))}
      </ol>
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
