import { type FormEvent, useId, useState } from "react";
import { Dialog } from "./dialog.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

interface ConfirmByNameProps {
  readonly title: string;
  readonly consequence: string;
  /** Has to be typed before the button works. */
  readonly name: string;
  readonly action: string;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function ConfirmByName(props: ConfirmByNameProps) {
  const [typed, setTyped] = useState("");
  const inputId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === props.name) props.onConfirm();
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form onSubmit={submit}>
        <p>{props.consequence}</p>
        <label htmlFor={inputId}>
          Type <code>{props.name}</code> to confirm
        </label>
        <input
          id={inputId}
          className="input"
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
        {props.error !== null && <ProblemNotice what="Nothing was deleted" error={props.error} />}
        <div className="actions">
          <button type="submit" className="button danger" disabled={typed !== props.name || props.pending}>
            {props.action}
          </button>
          <button type="button" className="button" onClick={props.onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
