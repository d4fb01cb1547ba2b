import type { Source, SourceKind } from "@solvent/api-contract";
import { Link } from "react-router";
import { useDeleteSource } from "../../api/sources.queries.ts";
import { ConfirmByName } from "../../components/confirm-by-name.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { titleOf } from "../../lib/objective-text.ts";
import { plural } from "../../lib/words.ts";
import { SourceForm } from "./source-form.tsx";

interface EditSourceProps {
  readonly source: Source;
  readonly kind: SourceKind;
  readonly onClose: () => void;
}

export const EditSource = ({ source, kind, onClose }: EditSourceProps) => (
  <Dialog title={`Edit ${titleOf(source)}`} onClose={onClose}>
    <SourceForm kind={kind} source={source} onSaved={onClose} onCancel={onClose} />
  </Dialog>
);

interface DeleteSourceProps {
  readonly source: Source;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

export const DeleteSource = (props: DeleteSourceProps) =>
  props.source.objectives > 0 ? <InUse source={props.source} onClose={props.onClose} /> : <ConfirmDelete {...props} />;

const InUse = ({ source, onClose }: { source: Source; onClose: () => void }) => (
  <Dialog title={`${titleOf(source)} is in use`} onClose={onClose}>
    <p>
      {plural(source.objectives, "objective")} {source.objectives === 1 ? "reads" : "read"} from it, so it cannot be deleted. Delete them
      first, or let them read from another source.
    </p>
    <div className="actions">
      <Link className="button primary" to={`/?source=${source.name}`}>
        Show them on the board
      </Link>
      <button type="button" className="button" onClick={onClose}>
        Close
      </button>
    </div>
  </Dialog>
);

function ConfirmDelete({ source, onDeleted, onClose }: DeleteSourceProps) {
  const remove = useDeleteSource();
  const sent = source.receives ? " Whatever was sent to it goes too, and its token stops working." : "";
  return (
    <ConfirmByName
      title={`Delete ${titleOf(source)}?`}
      consequence={`Its connection and secrets go. No objective reads from it.${sent}`}
      name={source.name}
      action="Delete"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(source, { onSuccess: onDeleted })}
      onClose={onClose}
    />
  );
}
