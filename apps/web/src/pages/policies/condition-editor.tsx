import { useId } from "react";
import { TextField } from "../../components/form-fields.tsx";
import { GroupedSelect } from "../../components/grouped-select.tsx";
import { BURN_LIMITS, fieldsOf, KIND_LIST, KINDS, type Kind } from "./condition-fields.ts";
import { type ConditionDraft, withKind } from "./policy-draft.ts";

interface ConditionEditorProps {
  readonly condition: ConditionDraft;
  /** Names of the other conditions. */
  readonly taken: readonly string[];
  readonly problemOf: (field: string) => string | null;
  readonly onChange: (condition: ConditionDraft) => void;
  /** Null: the last one stays. */
  readonly onRemove: (() => void) | null;
}

const KIND_OPTIONS = KIND_LIST.map((value) => ({ value, label: KINDS[value].label }));
const SEVERITY_OPTIONS = [
  { value: "page", label: "Page: somebody is woken" },
  { value: "ticket", label: "Ticket: read in working hours" },
];

/** One condition: its kind, and what that kind asks. */
export function ConditionEditor({ condition, taken, problemOf, onChange, onRemove }: ConditionEditorProps) {
  const id = useId();
  const { kind, name, severity, limitBy, fields } = condition;
  const title = name === "" ? KINDS[kind].label : name;
  return (
    <fieldset className="policy condition">
      <legend className="visually-hidden">Condition {title}</legend>
      <div className="policy-head">
        <div className="grow">
          <h3>{KINDS[kind].label}</h3>
          <p className="small ink-3">{KINDS[kind].meaning}.</p>
        </div>
        {onRemove !== null && (
          <button type="button" className="button small" aria-label={`Remove ${title}`} onClick={onRemove}>
            Remove
          </button>
        )}
      </div>
      <div className="field-grid">
        <GroupedSelect
          id={`${id}-kind`}
          label="Kind"
          groups={[{ label: "", options: KIND_OPTIONS }]}
          value={kind}
          onChange={(next) => onChange(withKind(condition, next as Kind, taken))}
        />
        <TextField
          id={`${id}-name`}
          label="Name of the condition"
          hint="Alerts say it"
          value={name}
          problem={problemOf("name")}
          onChange={(next) => onChange({ ...condition, name: next })}
        />
        <GroupedSelect
          id={`${id}-severity`}
          label="Tells as"
          groups={[{ label: "", options: SEVERITY_OPTIONS }]}
          value={severity}
          onChange={(next) => onChange({ ...condition, severity: next === "page" ? "page" : "ticket" })}
        />
        {kind === "burn" && (
          <GroupedSelect
            id={`${id}-limit`}
            label="Limit given as"
            groups={[{ label: "", options: BURN_LIMITS }]}
            value={limitBy}
            onChange={(next) => onChange({ ...condition, limitBy: next === "factor" ? "factor" : "budgetPercent" })}
          />
        )}
        {fieldsOf(kind, limitBy).map((spec) => (
          <TextField
            key={spec.key}
            id={`${id}-${spec.key}`}
            label={spec.label}
            hint={spec.hint}
            value={fields[spec.key] ?? ""}
            problem={problemOf(spec.key)}
            onChange={(value) => onChange({ ...condition, fields: { ...fields, [spec.key]: value } })}
          />
        ))}
      </div>
    </fieldset>
  );
}
