import type { NotificationKind, NotificationTarget, NotificationTargetInput } from "@solvent/api-contract";
import { type FormEvent, useId, useState } from "react";
import { useSaveTarget, useTestTarget } from "../../api/notifications.queries.ts";
import { SchemaField, TextField } from "../../components/form-fields.tsx";
import { GroupedSelect } from "../../components/grouped-select.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import type { FormProblem } from "../../lib/form-values.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { shownFields, toFormFields } from "../../lib/schema-form.ts";
import { initialTarget, parseTarget, type TargetValues } from "./target-form.model.ts";
import { VerdictView } from "./verdict-view.tsx";

interface TargetFormProps {
  readonly kind: NotificationKind;
  /** The target that is edited; null to add one. */
  readonly target: NotificationTarget | null;
  /** Who could stand in. */
  readonly others: readonly NotificationTarget[];
  readonly onClose: () => void;
}

export function TargetForm({ kind, target, others, onClose }: TargetFormProps) {
  const [values, setValues] = useState(() => initialTarget(kind, target));
  const [problems, setProblems] = useState<readonly FormProblem[]>([]);
  const test = useTestTarget();
  const save = useSaveTarget();
  const id = useId();
  const problemOf = (key: string) => problems.find((problem) => problem.key === key)?.message ?? null;
  const change = (changes: Partial<TargetValues>) => {
    setValues({ ...values, ...changes });
    test.reset();
  };
  const withInput = (action: (input: NotificationTargetInput) => void) => {
    const parsed = parseTarget(kind, values, target);
    setProblems("problems" in parsed ? parsed.problems : []);
    if ("input" in parsed) action(parsed.input);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    withInput((input) => save.mutate({ target: input, revision: target?.revision ?? null }, { onSuccess: onClose }));
  };
  const sendTest = () =>
    withInput(({ settings, secrets }) =>
      test.mutate({ kind: kind.kind, settings, secrets, ...(target === null ? {} : { name: target.name }) }),
    );
  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextField
        id={`${id}-name`}
        label="Name"
        hint="How routes refer to it"
        value={values.name}
        readOnly={target !== null}
        problem={problemOf("name")}
        onChange={(name) => change({ name })}
      />
      <TextField
        id={`${id}-title`}
        label="Title (optional)"
        hint="What people call it, for example #payments"
        value={values.displayName}
        problem={null}
        onChange={(displayName) => change({ displayName })}
      />
      {shownFields(toFormFields(kind.settingsSchema), values.settings).map((field) => (
        <SchemaField
          key={field.key}
          id={`${id}-${field.key}`}
          field={field}
          value={values.settings[field.key] ?? ""}
          problem={problemOf(field.key)}
          onChange={(text) => change({ settings: { ...values.settings, [field.key]: text } })}
        />
      ))}
      {kind.secrets.map((secret) => (
        <SecretField
          key={secret.field}
          id={`${id}-${secret.field}`}
          title={secret.title}
          description={secret.description}
          required={secret.required}
          problem={problemOf(secret.field)}
          isSet={target?.secretsSet.includes(secret.field) ?? false}
          entry={values.secrets[secret.field] ?? { action: "keep" }}
          onChange={(entry) => change({ secrets: { ...values.secrets, [secret.field]: entry } })}
        />
      ))}
      <GroupedSelect
        id={`${id}-failover`}
        label="Stands in when pages cannot be delivered here for 15 minutes"
        groups={[{ label: "", options: [{ value: "", label: "nobody" }, ...others.map((o) => ({ value: o.name, label: titleOf(o) }))] }]}
        value={values.failover}
        onChange={(failover) => change({ failover })}
      />
      <div aria-live="polite">
        {test.isPending && <p className="small ink-2">Sending a test message…</p>}
        {test.data !== undefined && <VerdictView result={test.data} />}
        {test.error !== null && <ProblemNotice what="The test message was not sent" error={test.error} onRetry={sendTest} />}
        {save.error !== null && <ProblemNotice what="Nothing was saved" error={save.error} />}
      </div>
      <div className="actions">
        <button type="submit" className="button primary" disabled={save.isPending}>
          {target === null ? "Add" : "Save"}
        </button>
        <button type="button" className="button" onClick={sendTest} disabled={test.isPending}>
          Send test
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}
