import type { AlertPolicyInput } from "@solvent/api-contract";
import { MAX_CONDITIONS } from "@solvent/domain";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { TextField } from "../../components/form-fields.tsx";
import type { FieldProblems } from "../../lib/field-problems.ts";
import { ConditionEditor } from "./condition-editor.tsx";
import { type ConditionDraft, newCondition, type PolicyDraft, parsePolicy } from "./policy-draft.ts";

interface PolicyFormProps {
  readonly draft: PolicyDraft;
  /** It has a name already, which cannot be changed. */
  readonly named: boolean;
  /** What the server objected to, by field. */
  readonly refused: FieldProblems;
  readonly pending: boolean;
  /** Why it cannot be saved as it is; null: it can. */
  readonly refusal: string | null;
  readonly onChange: (draft: PolicyDraft) => void;
  readonly onSave: (input: AlertPolicyInput) => void;
  readonly children: ReactNode;
}

export function PolicyForm({ draft, named, refused, pending, refusal, onChange, onSave, children }: PolicyFormProps) {
  const id = useId();
  const [tried, setTried] = useState(false);
  const parsed = parsePolicy(draft);
  const wrong = "problems" in parsed ? parsed.problems : null;
  const problemOf = (path: string): string | null => {
    const own = wrong?.get(path) ?? null;
    // An empty name is only said after the attempt to save it; what is typed wrong is said at once.
    return (own !== null && (tried || path !== "name") ? own : null) ?? refused.get(path) ?? null;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ("input" in parsed && refusal === null) onSave(parsed.input);
  };
  const text = (key: "name" | "displayName" | "description", label: string, hint: string, readOnly = false) => (
    <TextField
      id={`${id}-${key}`}
      label={label}
      hint={hint}
      value={draft[key]}
      problem={problemOf(key)}
      readOnly={readOnly}
      onChange={(value) => onChange({ ...draft, [key]: value })}
    />
  );
  const replace = (index: number, condition: ConditionDraft) =>
    onChange({ ...draft, conditions: draft.conditions.map((one, i) => (i === index ? condition : one)) });
  const remove = (index: number) => onChange({ ...draft, conditions: draft.conditions.filter((_, i) => i !== index) });
  const namesBut = (index: number) => draft.conditions.filter((_, i) => i !== index).map(({ name }) => name);
  return (
    <form className="policy-form" onSubmit={submit} noValidate>
      <div className="field-grid">
        {text("name", "Name", named ? "Cannot be changed: objectives refer to it" : "How it is referred to, such as pages-fast", named)}
        {text("displayName", "Title (optional)", "")}
        {text("description", "What it is for (optional)", "")}
      </div>
      {draft.conditions.map((condition, i) => (
        <ConditionEditor
          key={condition.key}
          condition={condition}
          taken={namesBut(i)}
          problemOf={(field) => problemOf(`conditions.${i}.${field}`)}
          onChange={(next) => replace(i, next)}
          onRemove={draft.conditions.length > 1 ? () => remove(i) : null}
        />
      ))}
      <div className="actions spaced">
        <button
          type="button"
          className="button"
          disabled={draft.conditions.length >= MAX_CONDITIONS}
          onClick={() => onChange({ ...draft, conditions: [...draft.conditions, newCondition("budget-consumed", namesBut(-1))] })}
        >
          Add a condition
        </button>
      </div>
      {children}
      <div className="actions spaced">
        <button
          type="submit"
          className="button primary"
          disabled={pending || refusal !== null}
          aria-describedby={refusal === null ? undefined : `${id}-refusal`}
        >
          Save
        </button>
        {refusal !== null && (
          <p className="field-problem" id={`${id}-refusal`} role="status">
            Cannot be saved. {refusal}
          </p>
        )}
      </div>
    </form>
  );
}
