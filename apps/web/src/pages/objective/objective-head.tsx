import type { Objective, ObjectiveSummary } from "@solvent/api-contract";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useDeleteObjective } from "../../api/objectives.queries.ts";
import { ConfirmByName } from "../../components/confirm-by-name.tsx";
import { BurnBadge, StateBadge } from "../../components/state.tsx";
import { titleOf } from "../../lib/objective-text.ts";
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
          </div>
        </div>
        <div className="actions">
          <Link className="button" to={`/define?objective=${objective.name}`}>
            Edit
          </Link>
          <button type="button" className="button" onClick={onShowYaml}>
            YAML
          </button>
          <button type="button" className="button" onClick={() => setDeleting(true)}>
            Delete
          </button>
        </div>
      </div>
      {deleting && <DeleteObjective objective={objective} onClose={() => setDeleting(false)} />}
    </>
  );
}

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
