import { useBackfillControl } from "../../api/objectives.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import type { BackfillView } from "./objective.model.ts";

export function BackfillStrip({ view, id }: { view: BackfillView; id: string }) {
  const cancel = useBackfillControl("cancelBackfill");
  const resume = useBackfillControl("resumeBackfill");
  const control = view.action === "cancelBackfill" ? cancel : resume;
  return (
    <div className="strip unknown backfill">
      <div className="grow">
        <p role="status">
          <Icon name="provisional" size={18} /> <b>{view.title}.</b> {view.detail}
        </p>
        <progress max="1" value={view.fraction} aria-label="History read" />
        {control.error !== null && <ProblemNotice what="Nothing changed" error={control.error} />}
      </div>
      {view.action !== null && (
        <button type="button" className="button" disabled={control.isPending} onClick={() => control.mutate(id)}>
          {view.action === "cancelBackfill" ? "Stop" : "Go on"}
        </button>
      )}
    </div>
  );
}
