import type { AlertPolicy } from "@solvent/api-contract";
import { Link } from "react-router";
import { useDeletePolicy } from "../../api/policies.queries.ts";
import { ConfirmByName } from "../../components/confirm-by-name.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { titleOf } from "../../lib/objective-text.ts";
import { plural } from "../../lib/words.ts";

interface DeletePolicyProps {
  readonly policy: AlertPolicy;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** What objectives are attached to is not deleted: they are named instead. */
export function DeletePolicy({ policy, onDeleted, onClose }: DeletePolicyProps) {
  const remove = useDeletePolicy();
  if (policy.objectives.length > 0) {
    return (
      <Dialog title={`${titleOf(policy)} is in use`} onClose={onClose}>
        <p>
          {plural(policy.objectives.length, "objective is", "objectives are")} attached to it. Take it out of their definitions first;
          without any policy they have the default one.
        </p>
        <ul className="plain-list">
          {policy.objectives.map((name) => (
            <li key={name}>
              <Link to={`/define?objective=${name}`}>{name}</Link>
            </li>
          ))}
        </ul>
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            Close
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <ConfirmByName
      title={`Delete ${titleOf(policy)}?`}
      consequence="The policy goes with its revisions. No objective is attached to it."
      name={policy.name}
      action="Delete"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(policy, { onSuccess: onDeleted })}
      onClose={onClose}
    />
  );
}
