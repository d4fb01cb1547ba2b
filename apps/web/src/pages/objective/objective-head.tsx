import type { Objective, ObjectiveSummary } from "@solvent/api-contract";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useDeleteObjective } from "../../api/objectives.queries.ts";
import { ConfirmByName } from "../../components/confirm-by-name.tsx";
import { BurnBadge, StateBadge } from "../../components/state.tsx";
import { labelsText, titleOf } from "../../lib/objective-text.ts";
import { meaningText } from "./objective.model.ts";

interface ObjectiveHeadProps {
  readonly objective: Objective;
  readonly summary: ObjectiveSummary | null;
  readonly onShowYaml: () => void;
}

export function ObjectiveHead({ objective, summary, onShowYaml }: ObjectiveHeadProps) {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <nav className="crumb" aria-label="Where this is">
        <Link to="/">Board</Link> / <Link to={`/?service=${objective.service}`}>{objective.service}</Link>
        {objective.team !== null && (
          <>
            {" "}
            / <Link to={`/?team=${objective.team}`}>{objective.team}</Link>
          </>
        )}
      </nav>
      <div className="objective-head">
        <div className="grow">
          <h1>{titleOf(objective)}</h1>
          <div className="meaning" aria-live="polite">
            {summary !== null && (
              <>
                <StateBadge state={summary.state} />
                <BurnBadge word={summary.burnWord} size={14} />
              </>
            )}
            <span>{meaningText(objective)}</span>
            {objective.group !== null && <GroupChip group={objective.group} labels={objective.groupLabels ?? {}} />}
          </div>
        </div>
        <div className="actions">
          {objective.archivedAt === null && (
            <Link
              className="button"
              to={objective.group === null ? `/define?objective=${objective.name}` : `/define?group=${objective.group}`}
            >
              {objective.group === null ? "Edit" : "Edit the group"}
            </Link>
          )}
          <button type="button" className="button" onClick={onShowYaml}>
            YAML
          </button>
          {(objective.group === null || objective.archivedAt !== null) && (
            <button type="button" className="button" onClick={() => setDeleting(true)}>
              Delete
            </button>
          )}
        </div>
      </div>
      {deleting && <DeleteObjective objective={objective} onClose={() => setDeleting(false)} />}
    </>
  );
}

/** Where its definition comes from, and which of the group it is. */
const GroupChip = ({ group, labels }: { group: string; labels: Readonly<Record<string, string>> }) => (
  <span>
    <Link className="tag" to={`/groups/${group}`} title="Its definition is that of the group">
      group {group}
    </Link>{" "}
    {labelsText(labels)}
  </span>
);

function DeleteObjective({ objective, onClose }: { objective: Objective; onClose: () => void }) {
  const remove = useDeleteObjective(objective);
  const navigate = useNavigate();
  return (
    <ConfirmByName
      title={`Delete ${titleOf(objective)}?`}
      consequence="Its definition and revisions go. Its minutes go too, unless another objective reads them. This cannot be undone."
      name={objective.name}
      action="Delete"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: () => void navigate("/") })}
      onClose={onClose}
    />
  );
}
