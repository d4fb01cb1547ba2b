import type { AlertPolicy, BacktestInput } from "@solvent/api-contract";
import { type FormEvent, useId, useState } from "react";
import { LocalTimeField, TextField } from "../../components/form-fields.tsx";
import { useZone } from "../../components/use-now.ts";
import type { FieldProblems } from "../../lib/field-problems.ts";
import { targetText } from "../../lib/figures.ts";
import { PolicyEditor, type PresentPolicy } from "./policy-editor.tsx";
import { type BacktestDraft, MAX_POLICIES, newPolicy, type PolicyDraft, parseBacktest, savedPolicy } from "./policy-form.model.ts";

interface BacktestFormProps {
  readonly draft: BacktestDraft;
  readonly present: PresentPolicy;
  readonly saved: readonly AlertPolicy[];
  readonly targetPercent: string;
  /** What the server objected to, by field. */
  readonly refused: FieldProblems;
  readonly pending: boolean;
  readonly onChange: (draft: BacktestDraft) => void;
  readonly onRun: (input: BacktestInput) => void;
}

export function BacktestForm({ draft, present, saved, targetPercent, refused, pending, onChange, onRun }: BacktestFormProps) {
  const zone = useZone();
  const id = useId();
  const [tried, setTried] = useState(false);
  const parsed = parseBacktest(draft, zone);
  const problems = tried && "problems" in parsed ? parsed.problems : refused;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ("input" in parsed) onRun(parsed.input);
  };
  const replace = (index: number, policy: PolicyDraft) =>
    onChange({ ...draft, policies: draft.policies.map((one, i) => (i === index ? policy : one)) });
  const remove = (index: number) => onChange({ ...draft, policies: draft.policies.filter((_, i) => i !== index) });
  return (
    <form className="backtest-form" onSubmit={submit} noValidate>
      {draft.policies.map((policy, i) => (
        <PolicyEditor
          key={policy.key}
          policy={policy}
          present={present}
          saved={saved}
          problemOf={(field) => problems.get(`policies.${i}.${field}`) ?? null}
          onChange={(next) => replace(i, next)}
          onRemove={draft.policies.length > 1 ? () => remove(i) : null}
        />
      ))}
      <fieldset className="form field-grid history">
        <legend className="visually-hidden">History and target</legend>
        <LocalTimeField
          id={`${id}-from`}
          label={`From, ${zone} (optional)`}
          hint="Nothing: the last 30 days"
          value={draft.from}
          problem={problems.get("from") ?? null}
          onChange={(from) => onChange({ ...draft, from })}
        />
        <LocalTimeField
          id={`${id}-to`}
          label={`To, ${zone} (optional)`}
          hint="Nothing: the newest minute"
          value={draft.to}
          problem={problems.get("to") ?? null}
          onChange={(to) => onChange({ ...draft, to })}
        />
        <TextField
          id={`${id}-target`}
          label="Target, % (optional)"
          hint={`Nothing: ${targetText(targetPercent)}, as it is`}
          value={draft.targetPercent}
          problem={problems.get("targetPercent") ?? null}
          onChange={(target) => onChange({ ...draft, targetPercent: target })}
        />
      </fieldset>
      <div className="actions">
        <button type="submit" className="button primary" disabled={pending}>
          Try on history
        </button>
        <button
          type="button"
          className="button"
          disabled={draft.policies.length >= MAX_POLICIES}
          onClick={() => onChange({ ...draft, policies: [...draft.policies, newPolicy(present.rules, draft.policies.length)] })}
        >
          Add a policy
        </button>
        {saved.length > 0 && draft.policies.length < MAX_POLICIES && (
          <label className="field select">
            Add a saved policy
            <select value="" onChange={(event) => onChange({ ...draft, policies: [...draft.policies, savedPolicy(event.target.value)] })}>
              <option value="">choose</option>
              {saved.map(({ name, displayName }) => (
                <option key={name} value={name}>
                  {displayName ?? name}
                </option>
              ))}
            </select>
          </label>
        )}
        <span className="small ink-3">At most {MAX_POLICIES} side by side. The address keeps what was tried.</span>
      </div>
    </form>
  );
}
