import type { Source, SourceKind } from "@solvent/api-contract";
import { type FormEvent, useId, useState } from "react";
import { useSaveSource, useTestSource } from "../../api/sources.queries.ts";
import { SchemaField, TextField } from "../../components/form-fields.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { type FormProblem, toFormFields } from "../../lib/schema-form.ts";
import { type FormValues, initialValues, parseForm } from "./source-form.model.ts";
import { TestVerdict } from "./test-verdict.tsx";

interface SourceFormProps {
  readonly kind: SourceKind;
  /** The source that is edited; null to connect a new one. */
  readonly source: Source | null;
  readonly onSaved: (source: Source) => void;
  readonly onCancel?: () => void;
}

export function SourceForm({ kind, source, onSaved, onCancel }: SourceFormProps) {
  const [values, setValues] = useState(() => initialValues(kind, source));
  const [problems, setProblems] = useState<readonly FormProblem[]>([]);
  const test = useTestSource();
  const save = useSaveSource();
  const formId = useId();
  const problemOf = (key: string) => problems.find((problem) => problem.key === key)?.message ?? null;

  const change = (next: FormValues) => {
    setValues(next);
    test.reset();
  };
  const withInput = (action: (input: Extract<ReturnType<typeof parseForm>, { input: unknown }>["input"]) => void) => {
    const parsed = parseForm(kind, values, source);
    setProblems("problems" in parsed ? parsed.problems : []);
    if ("input" in parsed) action(parsed.input);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    withInput((input) => save.mutate({ source: input, revision: source?.revision ?? null }, { onSuccess: onSaved }));
  };
  const tryOut = () =>
    withInput(({ connection, secrets }) =>
      test.mutate({ kind: kind.kind, connection, secrets, ...(source === null ? {} : { name: source.name }) }),
    );

  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextField
        id={`${formId}-name`}
        label="Name"
        hint="How definitions refer to it"
        value={values.name}
        readOnly={source !== null}
        problem={problemOf("name")}
        onChange={(name) => change({ ...values, name })}
      />
      {toFormFields(kind.connectionSchema).map((field) => (
        <SchemaField
          key={field.key}
          id={`${formId}-${field.key}`}
          field={field}
          value={values.connection[field.key] ?? ""}
          problem={problemOf(field.key)}
          onChange={(text) => change({ ...values, connection: { ...values.connection, [field.key]: text } })}
        />
      ))}
      {kind.secrets.map((secret) => (
        <SecretField
          key={secret.field}
          id={`${formId}-${secret.field}`}
          title={secret.title}
          description={secret.description}
          isSet={source?.secretsSet.includes(secret.field) ?? false}
          entry={values.secrets[secret.field] ?? { action: "keep" }}
          onChange={(entry) => change({ ...values, secrets: { ...values.secrets, [secret.field]: entry } })}
        />
      ))}
      <div aria-live="polite">
        {test.isPending && <p className="small ink-2">Asking {kind.title}…</p>}
        {test.data !== undefined && <TestVerdict result={test.data} />}
        {test.error !== null && <ProblemNotice what="The connection could not be tested" error={test.error} onRetry={tryOut} />}
        {save.error !== null && <ProblemNotice what="Nothing was saved" error={save.error} />}
      </div>
      <div className="actions">
        <button type="submit" className="button primary" disabled={save.isPending}>
          {source === null ? "Connect" : "Save"}
        </button>
        <button type="button" className="button" onClick={tryOut} disabled={test.isPending}>
          Test connection
        </button>
        {onCancel !== undefined && (
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
    </form>
  );
}
