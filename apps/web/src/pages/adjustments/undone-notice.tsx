import type { Adjustment } from "@solvent/api-contract";
import { useRestoreAdjustment } from "../../api/adjustments.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";

/** Says what was undone just now, and takes it back. It is announced, so its place is always there. */
export function UndoneNotice({ adjustment, onRestored }: { adjustment: Adjustment | null; onRestored: () => void }) {
  const restore = useRestoreAdjustment();
  return (
    <div role="status">
      {adjustment !== null && (
        <p className="undone small">
          Undone: {adjustment.reason}. The former figures are back.{" "}
          <button
            type="button"
            className="button small"
            disabled={restore.isPending}
            onClick={() => restore.mutate(adjustment, { onSuccess: onRestored })}
          >
            Restore
          </button>
        </p>
      )}
      {restore.error !== null && <ProblemNotice what="Nothing was restored" error={restore.error} />}
    </div>
  );
}
