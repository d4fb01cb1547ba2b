import type { Objective } from "@solvent/api-contract";
import { type FormEvent, useId, useState } from "react";
import { Link } from "react-router";
import { useRefill } from "../../api/streams.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { LocalTimeField } from "../../components/form-fields.tsx";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { serverProblems } from "../../lib/field-problems.ts";
import { msOfIso } from "../../lib/time.ts";
import { initialRefill, parseRefill, type ReceiptView, toReceipt } from "./corrections.model.ts";

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
          Solvent asks {source} for these minutes once more and stores what it answers. Every objective that reads them follows.
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

const Receipt = ({ view }: { view: ReceiptView }) => (
  <div className={view.failed ? "receipt failed" : "receipt"}>
    <p>
      <Icon name={view.failed ? "exhausted" : view.fraction === null ? "tick" : "waiting"} size={14} /> <b>{view.title}</b>
    </p>
    <p className="small ink-2">{view.detail}.</p>
    {view.fraction !== null && <progress value={view.fraction} max={1} aria-label="Read" />}
    {view.figures.length > 0 && <BeforeAfter caption="The interval before and after" head="Interval" rows={view.figures} />}
    {view.objectives.length > 0 && (
      <table className="lined">
        <caption className="visually-hidden">Budgets before and after</caption>
        <thead>
          <tr>
            <th scope="col">Budget left of</th>
            <th scope="col" className="r">
              Before
            </th>
            <th scope="col" className="r">
              After
            </th>
            <th scope="col" className="r">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {view.objectives.map((one) => (
            <tr key={one.name}>
              <th scope="row">
                <Link to={`/objectives/${one.name}`}>{one.name}</Link>
              </th>
              <td className="r">{one.before}</td>
              <td className="r">
                <b>{one.after}</b>
              </td>
              <td className="r">{one.difference}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </div>
);

const BeforeAfter = ({ caption, head, rows }: { caption: string; head: string; rows: ReceiptView["figures"] }) => (
  <table className="lined">
    <caption className="visually-hidden">{caption}</caption>
    <thead>
      <tr>
        <th scope="col">{head}</th>
        <th scope="col" className="r">
          Before
        </th>
        <th scope="col" className="r">
          After
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={row.term}>
          <th scope="row">{row.term}</th>
          <td className="r">{row.before}</td>
          <td className="r">
            <b>{row.after}</b>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
