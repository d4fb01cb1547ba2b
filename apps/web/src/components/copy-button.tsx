import { useState } from "react";

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** What is copied, for readers, where several buttons say the same. */
  readonly what?: string;
}

/** Copies text; without clipboard permission it says so instead of pretending. */
export function CopyButton({ text, label, what }: CopyButtonProps) {
  const [outcome, setOutcome] = useState("");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setOutcome("Copied"),
      () => setOutcome("Not allowed to copy: select the text instead"),
    );
  return (
    <>
      <button type="button" className="button small" onClick={copy}>
        {label}
        {what !== undefined && <span className="visually-hidden"> {what}</span>}
      </button>
      <span className="small ink-3" role="status">
        {outcome}
      </span>
    </>
  );
}
