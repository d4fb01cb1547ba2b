import type { Objective } from "@solvent/api-contract";
import { type FormEvent, useId, useState } from "react";
import { useCreateAnnotation } from "../../api/annotations.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { LocalTimeField, TextField } from "../../components/form-fields.tsx";
import { GroupedSelect } from "../../components/grouped-select.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { serverProblems } from "../../lib/field-problems.ts";
import {
  type AnnotationValues,
  aboutOptions,
  initialAnnotation,
  KIND_OPTIONS,
  onPageClocks,
  parseAnnotation,
} from "./annotation-form.model.ts";

interface AnnotationDialogProps {
  readonly objective: Objective;
  readonly onClose: () => void;
}

/** Records that something happened. It changes no figure. */
export function AnnotationDialog({ objective, onClose }: AnnotationDialogProps) {
  const nowMs = useNow(60_000);
  const [values, setValues] = useState(() => initialAnnotation(objective, nowMs));
  const [tried, setTried] = useState(false);
  const create = useCreateAnnotation();
  const id = useId();
  const parsed = parseAnnotation(values);
  const refused = serverProblems(create.error);
  const own = tried && "problems" in parsed ? parsed.problems : { title: null, from: null, to: null };
  const problemOf = (field: "title" | "url" | "from" | "to") => (field === "url" ? null : own[field]) ?? refused.get(field) ?? null;
  const change = (changes: Partial<AnnotationValues>) => {
    setValues({ ...values, ...changes });
    if (create.isError) create.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ("input" in parsed) create.mutate(parsed.input, { onSuccess: onClose });
  };
  return (
    <Dialog title="Record what happened" onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <p className="small ink-2">It is shown beside the figures and changes none.</p>
        <div>
          <span className="label">What it was</span>
          <Segmented label="What it was" options={KIND_OPTIONS} value={values.kind} onChange={(kind) => change({ kind })} />
        </div>
        <TextField
          id={`${id}-title`}
          label="Title"
          hint="For example checkout 1.42.0, or INC-7"
          value={values.title}
          problem={problemOf("title")}
          onChange={(title) => change({ title })}
        />
        <GroupedSelect
          id={`${id}-about`}
          label="About"
          groups={[{ label: "", options: aboutOptions(objective) }]}
          value={values.subject}
          problem={refused.get("name") ?? refused.get("scope") ?? null}
          onChange={(subject) => change({ subject })}
        />
        <WhenFields id={id} values={values} problemOf={problemOf} onChange={change} />
        <TextField
          id={`${id}-url`}
          label="Address (optional)"
          hint="Of the build, the ticket or the review"
          value={values.url}
          problem={problemOf("url")}
          onChange={(url) => change({ url })}
        />
        {create.error !== null && <ProblemNotice what="Nothing was recorded" error={create.error} />}
        <div className="actions">
          <button type="submit" className="button primary" disabled={create.isPending}>
            Record
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface WhenFieldsProps {
  readonly id: string;
  readonly values: AnnotationValues;
  readonly problemOf: (field: "from" | "to") => string | null;
  readonly onChange: (changes: Partial<AnnotationValues>) => void;
}

function WhenFields({ id, values, problemOf, onChange }: WhenFieldsProps) {
  const zone = useZone();
  return (
    <div className="field-grid">
      <LocalTimeField
        id={`${id}-from`}
        label="From, UTC"
        hint={onPageClocks(values.from, zone)}
        value={values.from}
        problem={problemOf("from")}
        onChange={(from) => onChange({ from })}
      />
      <LocalTimeField
        id={`${id}-to`}
        label="To, UTC (optional)"
        hint={values.to === "" ? "Nothing: it was an instant" : onPageClocks(values.to, zone)}
        value={values.to}
        problem={problemOf("to")}
        onChange={(to) => onChange({ to })}
      />
    </div>
  );
}
