import { useId } from "react";
import { rangeText } from "../lib/form-values.ts";
import type { Choice, FormField } from "../lib/schema-form.ts";
import { capital } from "../lib/words.ts";

interface FieldShared {
  readonly id: string;
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (value: string) => void;
}

interface LabelledProps extends FieldShared {
  readonly label: string;
  readonly hint: string;
}

const describedBy = (id: string, { hint, problem }: Pick<LabelledProps, "hint" | "problem">) =>
  problem !== null
    ? { "aria-invalid": true, "aria-describedby": `${id}-problem` }
    : hint === ""
      ? {}
      : { "aria-describedby": `${id}-hint` };

const Below = ({ id, hint, problem }: Pick<LabelledProps, "id" | "hint" | "problem">) =>
  problem !== null ? (
    <p className="field-problem" id={`${id}-problem`}>
      {problem}
    </p>
  ) : hint === "" ? null : (
    <p className="hint" id={`${id}-hint`}>
      {hint}
    </p>
  );

export const TextField = ({
  id,
  label,
  hint,
  value,
  problem,
  onChange,
  readOnly = false,
  inputMode = "text",
}: LabelledProps & { readonly readOnly?: boolean; readonly inputMode?: "text" | "decimal" }) => (
  <div>
    <label htmlFor={id}>{label}</label>
    <input
      id={id}
      className="input"
      value={value}
      readOnly={readOnly}
      inputMode={inputMode}
      autoComplete="off"
      spellCheck={false}
      {...describedBy(id, { hint, problem })}
      onChange={(event) => onChange(event.target.value)}
    />
    <Below id={id} hint={hint} problem={problem} />
  </div>
);

/** A date and a time without zone: the label names it. */
export const LocalTimeField = ({ id, label, hint, value, problem, onChange }: LabelledProps) => (
  <div>
    <label htmlFor={id}>{label}</label>
    <input
      id={id}
      type="datetime-local"
      className="input"
      value={value}
      {...describedBy(id, { hint, problem })}
      onChange={(event) => onChange(event.target.value)}
    />
    <Below id={id} hint={hint} problem={problem} />
  </div>
);

interface CellFieldProps {
  readonly label: string;
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (value: string) => void;
}

/** A field in a table, whose column is its visible label. */
export function CellField({ label, value, problem, onChange }: CellFieldProps) {
  const id = useId();
  return (
    <>
      <input
        className="input"
        aria-label={label}
        value={value}
        autoComplete="off"
        spellCheck={false}
        {...describedBy(id, { hint: "", problem })}
        onChange={(event) => onChange(event.target.value)}
      />
      <Below id={id} hint="" problem={problem} />
    </>
  );
}

const TextArea = ({ id, label, hint, value, problem, onChange, rows = 3 }: LabelledProps & { readonly rows?: number }) => (
  <div>
    <label htmlFor={id}>{label}</label>
    <textarea
      id={id}
      className="input code"
      rows={rows}
      value={value}
      spellCheck={false}
      {...describedBy(id, { hint, problem })}
      onChange={(event) => onChange(event.target.value)}
    />
    <Below id={id} hint={hint} problem={problem} />
  </div>
);

const ChoiceField = ({ id, label, hint, value, problem, onChange, choices }: LabelledProps & { readonly choices: readonly Choice[] }) => (
  <div>
    <label htmlFor={id}>{label}</label>
    <select
      id={id}
      className="input"
      value={value}
      {...describedBy(id, { hint, problem })}
      onChange={(event) => onChange(event.target.value)}
    >
      {value === "" && <option value="">not set</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
    <Below id={id} hint={hint} problem={problem} />
  </div>
);

const CheckField = ({ id, label, hint, value, problem, onChange }: LabelledProps) => (
  <div>
    <label className="check" htmlFor={id}>
      <input id={id} type="checkbox" checked={value === "true"} onChange={(event) => onChange(String(event.target.checked))} /> {label}
    </label>
    <Below id={id} hint={hint} problem={problem} />
  </div>
);

/** What a field is, then how it is entered; descriptions come with or without their full stop. */
const withManner = (description: string, manner: string): string =>
  description === "" ? manner : `${description.replace(/\.$/, "")}. ${manner}`;

/** The bounds of a number, where its description does not name them. */
function rangeHint({ description, range }: FormField): string {
  const bounds = [range.least, range.most].filter((bound) => bound !== null);
  return bounds.every((bound) => description.includes(String(bound)))
    ? description
    : withManner(description, `${capital(rangeText(range))}.`);
}

/** One property, drawn by what its schema says. */
export function SchemaField({ field, ...shared }: FieldShared & { readonly field: FormField }) {
  const props = { ...shared, label: field.required ? field.title : `${field.title} (optional)`, hint: field.description };
  switch (field.kind) {
    case "boolean":
      return <CheckField {...props} label={field.title} />;
    case "choice":
      return <ChoiceField {...props} label={field.title} choices={field.choices} />;
    case "list":
      return <TextArea {...props} hint={withManner(field.description, "One per line.")} />;
    case "map":
      return <TextArea {...props} hint={withManner(field.description, 'One "name: value" per line.')} />;
    case "json":
      return <TextArea {...props} hint={withManner(field.description, "Written as JSON.")} />;
    case "lines":
      return <TextArea {...props} rows={props.value === "" ? 2 : 6} />;
    case "number":
      return <TextField {...props} hint={rangeHint(field)} inputMode="decimal" />;
    case "text":
      return <TextField {...props} />;
  }
}
