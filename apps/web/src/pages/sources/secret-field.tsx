import type { SecretEntry } from "./source-form.model.ts";

interface SecretFieldProps {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** The server holds a value; it never shows it. */
  readonly isSet: boolean;
  readonly entry: SecretEntry;
  readonly onChange: (entry: SecretEntry) => void;
}

/** A secret can be set, replaced or removed, never read. */
export function SecretField({ id, title, description, isSet, entry, onChange }: SecretFieldProps) {
  const editable = !isSet || entry.action === "set";
  return (
    <div>
      <label htmlFor={id}>{title} (optional)</label>
      {editable ? (
        <input
          id={id}
          className="input"
          type="password"
          autoComplete="new-password"
          value={entry.action === "set" ? entry.text : ""}
          onChange={(event) => onChange({ action: "set", text: event.target.value })}
        />
      ) : (
        <div className="secret">
          <span id={id}>{entry.action === "remove" ? "Will be removed" : "Set"}</span>
          <button type="button" className="button small" onClick={() => onChange({ action: "set", text: "" })}>
            Replace
          </button>
          {entry.action === "keep" && (
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
      {description !== "" && <p className="hint">{description}</p>}
    </div>
  );
}
