import type { Source, SourceInput, SourceKind } from "@solvent/api-contract";
import { type FormEvent, useId, useState } from "react";
import { useSaveSource, useTestSource } from "../../api/sources.queries.ts";
import { SchemaField } from "../../components/form-fields.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { serverProblems } from "../../lib/field-problems.ts";
import type { FormProblem } from "../../lib/form-values.ts";
import { AboutFields } from "./about-fields.tsx";
import { LabelsField } from "./labels-field.tsx";
import { type FormValues, formLines, initialValues, parseForm, refusalOf, shownForm } from "./source-form.model.ts";
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
  const change = (changes: Partial<FormValues>) => {
    setValues({ ...values, ...changes });
    test.reset();
    save.reset();
  };
  const withInput = (action: (input: SourceInput) => void) => {
    const parsed = parseForm(kind, values);
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
      <Fields kind={kind} source={source} values={values} problems={problems} refused={save.error ?? test.error} onChange={change} />
      <div aria-live="polite">
        {test.isPending && <p className="small ink-2">Asking {kind.title}…</p>}
        {test.data !== undefined && <TestVerdict result={test.data} kind={kind} connection={values.connection} />}
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

interface FieldsProps {
  readonly kind: SourceKind;
  readonly source: Source | null;
  readonly values: FormValues;
  readonly problems: readonly FormProblem[];
  /** Why the server did not take it, at last. */
  readonly refused: Error | null;
  readonly onChange: (changes: Partial<FormValues>) => void;
}

/** Everything that is asked for at what is entered now. */
function Fields({ kind, source, values, problems, refused, onChange }: FieldsProps) {
  const formId = useId();
  const { connection, secrets } = values;
  const refusals = serverProblems(refused);
  const problemOf = (key: string) => problems.find((problem) => problem.key === key)?.message ?? null;
  return (
    <>
      <AboutFields
        formId={formId}
        values={values}
        saved={source !== null}
        nameProblem={problemOf("name")}
        refusals={refusals}
        onChange={onChange}
      />
      {formLines(shownForm(kind, connection)).map(({ field, secret }) =>
        field !== null ? (
          <SchemaField
            key={field.key}
            id={`${formId}-${field.key}`}
            field={field}
            value={connection[field.key] ?? ""}
            problem={problemOf(field.key) ?? refusalOf(refusals, `connection.${field.key}`)}
            onChange={(text) => onChange({ connection: { ...connection, [field.key]: text } })}
          />
        ) : (
          <SecretField
            key={secret.field}
            id={`${formId}-${secret.field}`}
            title={secret.title}
            description={secret.description}
            lines={secret.lines}
            problem={refusalOf(refusals, `secrets.${secret.field}`)}
            isSet={source?.secretsSet.includes(secret.field) ?? false}
            entry={secrets[secret.field] ?? { action: "keep" }}
            onChange={(entry) => onChange({ secrets: { ...secrets, [secret.field]: entry } })}
          />
        ),
      )}
      <LabelsField
        rows={values.labels}
        problemOf={problemOf}
        refused={refusalOf(refusals, "labels")}
        onChange={(labels) => onChange({ labels })}
      />
    </>
  );
}
