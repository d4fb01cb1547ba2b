import { TextField } from "../../components/form-fields.tsx";
import type { FieldProblems } from "../../lib/field-problems.ts";
import type { FormValues } from "./source-form.model.ts";

interface AboutFieldsProps {
  readonly formId: string;
  readonly values: FormValues;
  /** A saved source keeps its name. */
  readonly saved: boolean;
  readonly nameProblem: string | null;
  readonly refusals: FieldProblems;
  readonly onChange: (changes: Partial<FormValues>) => void;
}

/** What the source is called, and what people should know of it. */
export const AboutFields = ({ formId, values, saved, nameProblem, refusals, onChange }: AboutFieldsProps) => (
  <>
    <TextField
      id={`${formId}-name`}
      label="Name"
      hint="How definitions refer to it"
      value={values.name}
      readOnly={saved}
      problem={nameProblem ?? refusals.get("name") ?? null}
      onChange={(name) => onChange({ name })}
    />
    <TextField
      id={`${formId}-title`}
      label="Title (optional)"
      hint="What people call it, for example Production"
      value={values.displayName}
      problem={refusals.get("displayName") ?? null}
      onChange={(displayName) => onChange({ displayName })}
    />
    <TextField
      id={`${formId}-description`}
      label="Description (optional)"
      hint="What it holds, or whom to ask"
      value={values.description}
      problem={refusals.get("description") ?? null}
      onChange={(description) => onChange({ description })}
    />
  </>
);
