import type { SecretEntry } from "../lib/schema-form.ts";

interface SecretFieldProps {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly required?: boolean;
  readonly problem?: string | null;
  /** The server holds a value; it never shows it. */
  readonly isSet: boolean;
  readonly entry: SecretEntry;
  readonly onChange: (entry: SecretEntry) => void;
}

/** A secret can be set, replaced or removed, never read. */
export function SecretField({ id, title, description, required = false, problem = null, isSet, entry, onChange }: SecretFieldProps) {
  const editable = !isSet || entry.action === "set";
  return (
    <div>
      <label htmlFor={id}>{required ? title : `${title} (optional)`}</label>
      {editable ? (
        <input
          id={id}
          className="input"
          type="password"
          autoComplete="new-password"
          {...(problem === null ? {} : { "aria-invalid": true, "aria-describedby": `${id}-problem` })}
          value={entry.action === "set" ? entry.text : ""}
          onChange={(event) => onChange({ action: "set", text: event.target.value })}
        />
      ) : (
        <div className="secret">
          <span id={id}>{entry.action === "remove" ? "Will be removed" : "Set"}</span>
          <button type="button" className="button small" onClick={() => onChange({ action: "set", text: "" })}>
            Replace
          </button>
          {entry.action === "keep" && !required && (
            <button type="button" className="button small" onClick={() => onChange({ action: "remove" })}>
              Remove
            </button>
          )}
        </div>
      )}
      {isSet && entry.action !== "keep" && (
        <button type="button" className="link small" onClick={() => onChange({ action: "keep" })}>
          Keep the stored one
        </button>
      )}
      {problem !== null && (
        <p className="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      {problem === null && description !== "" && <p className="hint">{description}</p>}
    </div>
  );
}
