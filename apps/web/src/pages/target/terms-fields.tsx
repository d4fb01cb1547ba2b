import { TextField } from "../../components/form-fields.tsx";
import { GroupedSelect } from "../../components/grouped-select.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { METHOD_OPTIONS, SLICE_OPTIONS, type TermsProblems, type TermsValues, UNIT_OPTIONS } from "./terms-form.model.ts";

interface TermsFieldsProps {
  readonly id: string;
  readonly values: TermsValues;
  readonly problems: TermsProblems;
  readonly onChange: (changes: Partial<TermsValues>) => void;
}

const KINDS = [
  { value: "rolling", label: "Rolling" },
  { value: "calendar", label: "Calendar" },
] as const;

/** Target, window and method. */
export const TermsFields = (props: TermsFieldsProps) => (
  <div className="field-grid">
    <TextField
      id={`${props.id}-target`}
      label="Target, %"
      hint=""
      value={props.values.targetPercent}
      problem={props.problems.targetPercent ?? null}
      onChange={(targetPercent) => props.onChange({ targetPercent })}
    />
    <WindowFields {...props} />
    <MethodFields {...props} />
  </div>
);

const WindowFields = ({ id, values, problems, onChange }: TermsFieldsProps) => (
  <>
    <div>
      <span className="label">Window</span>
      <Segmented label="Window" options={KINDS} value={values.kind} onChange={(kind) => onChange({ kind })} />
    </div>
    {values.kind === "rolling" ? (
      <TextField
        id={`${id}-days`}
        label="Days"
        hint=""
        value={values.days}
        problem={problems.days ?? null}
        onChange={(days) => onChange({ days })}
      />
    ) : (
      <>
        <GroupedSelect
          id={`${id}-unit`}
          label="Period"
          groups={[{ label: "", options: UNIT_OPTIONS }]}
          value={values.unit}
          onChange={(unit) => onChange({ unit })}
        />
        <TextField
          id={`${id}-zone`}
          label="Time zone"
          hint=""
          value={values.zone}
          problem={problems.zone ?? null}
          onChange={(zone) => onChange({ zone })}
        />
      </>
    )}
  </>
);

const MethodFields = ({ id, values, problems, onChange }: TermsFieldsProps) => (
  <>
    <GroupedSelect
      id={`${id}-method`}
      label="Counts"
      groups={[{ label: "", options: METHOD_OPTIONS }]}
      value={values.method}
      onChange={(method) => onChange({ method })}
    />
    {values.method !== "occurrences" && (
      <GroupedSelect
        id={`${id}-slice`}
        label="Length of a slice"
        groups={[{ label: "", options: SLICE_OPTIONS }]}
        value={values.sliceMinutes}
        onChange={(sliceMinutes) => onChange({ sliceMinutes })}
      />
    )}
    {values.method === "timeslices" && (
      <TextField
        id={`${id}-slice-target`}
        label="A slice is good from, %"
        hint=""
        value={values.sliceTarget}
        problem={problems.sliceTarget ?? null}
        onChange={(sliceTarget) => onChange({ sliceTarget })}
      />
    )}
  </>
);
