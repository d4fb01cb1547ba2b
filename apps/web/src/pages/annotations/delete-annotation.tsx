import { useDeleteAnnotation } from "../../api/annotations.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import type { AnnotationRow } from "./annotations.model.ts";

interface DeleteAnnotationProps {
  readonly row: AnnotationRow;
  readonly onClose: () => void;
}

/** Nothing has to be typed: no figure depends on it, and it is recorded again in a moment. */
export function DeleteAnnotation({ row, onClose }: DeleteAnnotationProps) {
  const remove = useDeleteAnnotation();
  return (
    <Dialog title="Delete this annotation?" onClose={onClose}>
      <p>
        {row.kind} <b>{row.title}</b>, {row.when}. It goes from every objective that it is about. No figure changes.
      </p>
      {remove.error !== null && <ProblemNotice what="Nothing was deleted" error={remove.error} />}
      <div className="actions">
        <button
          type="button"
          className="button danger"
          disabled={remove.isPending}
          onClick={() => remove.mutate(row.id, { onSuccess: onClose })}
        >
          Delete
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
