import type { Objective } from "@solvent/api-contract";
import { type FormEvent, useId, useState } from "react";
import { useRefill } from "../../api/streams.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { LocalTimeField } from "../../components/form-fields.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { serverProblems } from "../../lib/field-problems.ts";
import { msOfIso } from "../../lib/time.ts";
import { Receipt } from "./receipt.tsx";
import { initialRefill, parseRefill, toReceipt } from "./refills.model.ts";

interface RefillDialogProps {
  readonly objective: Objective;
  readonly zone: string;
  readonly onClose: () => void;
}

/** Reads an interval again from the source, and says what that changed. It goes on when the dialog is closed. */
export function RefillDialog({ objective, zone, onClose }: RefillDialogProps) {
  const { stream, source, watermark } = objective.measurement;
  const id = useId();
  const [values, setValues] = useState(() => initialRefill(msOfIso(watermark), zone));
  const [tried, setTried] = useState(false);
  const { start, receipt, error } = useRefill(stream);
  const parsed = parseRefill(values, zone);
  const refused = serverProblems(start.error);
  const problemOf = (field: "from" | "to") => (tried && "problems" in parsed ? parsed.problems[field] : null) ?? refused.get(field) ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ("input" in parsed) start.mutate(parsed.input);
  };
  const field = (key: "from" | "to", label: string, hint: string) => (
    <LocalTimeField
      id={`${id}-${key}`}
      label={`${label}, ${zone}`}
      hint={hint}
      value={values[key]}
      problem={problemOf(key)}
      onChange={(value) => setValues({ ...values, [key]: value })}
    />
  );
  const view = receipt === null ? null : toReceipt(receipt, zone);
  const running = start.isPending || view?.fraction != null;
  return (
    <Dialog title="Read an interval again" onClose={onClose} wide>
      <form className="form" onSubmit={submit} noValidate>
        <p className="small ink-2">
          Solvent asks {source} for these minutes once more and stores what it answers. Every objective that reads them follows, and every
          composite that is put together from those.
        </p>
        <div className="field-grid">
          {field("from", "From", "")}
          {field("to", "To", "At most 31 days")}
        </div>
        {error !== null && <ProblemNotice what="The interval was not read" error={error} />}
        <div aria-live="polite">
          {start.isPending && view === null && <p className="ink-2">Asking {source}…</p>}
          {view !== null && <Receipt view={view} />}
        </div>
        <div className="actions">
          <button type="submit" className="button primary" disabled={running}>
            Read again
          </button>
          <button type="button" className="button" onClick={onClose}>
            Close
          </button>
          {running && <span className="small ink-3">It goes on when this is closed.</span>}
        </div>
      </form>
    </Dialog>
  );
}
