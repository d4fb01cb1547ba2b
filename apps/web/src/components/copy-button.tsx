import { useState } from "react";

/** Copies text; without clipboard permission it says so instead of pretending. */
export function CopyButton({ text, label }: { text: string; label: string }) {
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
      </button>
      <span className="small ink-3" role="status">
        {outcome}
      </span>
    </>
  );
}
