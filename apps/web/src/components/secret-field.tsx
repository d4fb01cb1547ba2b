import type { SecretEntry } from "../lib/form-values.ts";

interface SecretFieldProps {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly required?: boolean;
  /** Entered as several lines, such as a certificate. */
  readonly lines?: boolean;
  readonly problem?: string | null;
  /** The server holds a value; it never shows it. */
  readonly isSet: boolean;
  readonly entry: SecretEntry;
  readonly onChange: (entry: SecretEntry) => void;
}

/** A secret can be set, replaced or removed, never read. */
export function SecretField(props: SecretFieldProps) {
  const { id, title, description, required = false, problem = null, isSet, entry, onChange } = props;
  const editable = !isSet || entry.action === "set";
  return (
    <div>
      <label htmlFor={id}>{required ? title : `${title} (optional)`}</label>
      {editable ? (
        <SecretInput {...props} />
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
      {problem === null && description !== "" && (
        <p className="hint" id={`${id}-hint`}>
          {description}
        </p>
      )}
    </div>
  );
}

/** Masked also over several lines, which a field for passwords would join to one. */
function SecretInput({ id, description, lines = false, problem = null, entry, onChange }: SecretFieldProps) {
  const shared = {
    id,
    value: entry.action === "set" ? entry.text : "",
    ...(problem !== null
      ? { "aria-invalid": true, "aria-describedby": `${id}-problem` }
      : description === ""
        ? {}
        : { "aria-describedby": `${id}-hint` }),
    onChange: (event: { readonly target: { readonly value: string } }) => onChange({ action: "set", text: event.target.value }),
  };
  return lines ? (
    <textarea className="input code masked" rows={6} autoComplete="off" spellCheck={false} {...shared} />
  ) : (
    <input className="input" type="password" autoComplete="new-password" {...shared} />
  );
}
