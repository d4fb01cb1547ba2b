import { type FormEvent, useId, useState } from "react";
import { usePutEpisodeNote } from "../../api/insight.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/form-fields.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { type LedgerRow, toNoteInput } from "./episodes.model.ts";

interface EpisodeNoteDialogProps {
  readonly name: string;
  readonly row: LedgerRow;
  readonly onClose: () => void;
}

/** Cause and owner of an episode; an emptied field is forgotten. */
export function EpisodeNoteDialog({ name, row, onClose }: EpisodeNoteDialogProps) {
  const [values, setValues] = useState({ cause: row.cause ?? "", owner: row.owner ?? "" });
  const put = usePutEpisodeNote(name);
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    put.mutate({ id: row.id, note: toNoteInput(values) }, { onSuccess: onClose });
  };
  return (
    <Dialog title={`Episode ${row.letter}, ${row.started}`} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p className="small ink-2">
          {row.lasted}, {row.share} of the budget.
        </p>
        <TextField
          id={`${id}-cause`}
          label="Cause"
          hint="In a few words, for example the deploy or the incident"
          value={values.cause}
          problem={null}
          onChange={(cause) => setValues({ ...values, cause })}
        />
        <TextField
          id={`${id}-owner`}
          label="Owner"
          hint="Who sees to it that it does not come back"
          value={values.owner}
          problem={null}
          onChange={(owner) => setValues({ ...values, owner })}
        />
        {put.error !== null && <ProblemNotice what="Nothing was recorded" error={put.error} />}
        <div className="actions">
          <button type="submit" className="button primary" disabled={put.isPending}>
            Save
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
