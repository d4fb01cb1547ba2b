import type { Agreement } from "@solvent/api-contract";
import { type FormEvent, useId, useState } from "react";
import { useSaveAgreement } from "../../api/agreements.queries.ts";
import { useObjectiveNames } from "../../api/objectives.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { LocalTimeField, TextField } from "../../components/form-fields.tsx";
import { GroupedSelect } from "../../components/grouped-select.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { titleOf } from "../../lib/objective-text.ts";
import {
  type AgreementProblems,
  type AgreementValues,
  agreementValues,
  newAgreement,
  parseAgreement,
  UNIT_OPTIONS,
  WEEK_START_OPTIONS,
} from "./agreement-form.model.ts";

interface AgreementDialogProps {
  /** Null: a new one. */
  readonly stored: Agreement | null;
  readonly onClose: () => void;
}

const NO_PROBLEMS: AgreementProblems = { name: null, customer: null, targetPercent: null, zone: null, startsAt: null };

/** What is promised to whom, and by which objective it is settled. */
export function AgreementDialog({ stored, onClose }: AgreementDialogProps) {
  const objectives = useObjectiveNames();
  const options = (objectives.data ?? []).map((one) => ({ value: one.name, label: titleOf(one) }));
  const clock = { nowMs: useNow(60_000), zone: useZone() };
  const [entered, setEntered] = useState<AgreementValues>(() => (stored === null ? newAgreement("", clock) : agreementValues(stored)));
  const [tried, setTried] = useState(false);
  const save = useSaveAgreement(stored);
  // The list of objectives may come after the form.
  const values = { ...entered, objective: entered.objective === "" ? (options[0]?.value ?? "") : entered.objective };
  const parsed = parseAgreement(values);
  const problems = tried && "problems" in parsed ? parsed.problems : NO_PROBLEMS;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ("input" in parsed) save.mutate(parsed.input, { onSuccess: onClose });
  };
  return (
    <Dialog title={stored === null ? "Record an agreement" : `Change ${stored.displayName ?? stored.name}`} onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        {stored !== null && <p className="small ink-2">Periods that are recorded for good stay as they are.</p>}
        <Fields
          values={values}
          problems={problems}
          options={options}
          named={stored !== null}
          onChange={(changes) => setEntered({ ...values, ...changes })}
        />
        {objectives.error !== null && <ProblemNotice what="The objectives could not be loaded" error={objectives.error} />}
        {save.error !== null && <ProblemNotice what="Nothing was recorded" error={save.error} />}
        <div className="actions">
          <button type="submit" className="button primary" disabled={save.isPending || values.objective === ""}>
            {stored === null ? "Record" : "Save"}
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  readonly values: AgreementValues;
  readonly problems: AgreementProblems;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** It has a name already, which cannot be changed. */
  readonly named: boolean;
  readonly onChange: (changes: Partial<AgreementValues>) => void;
}

function Fields({ values, problems, options, named, onChange }: FieldsProps) {
  const id = useId();
  const text = (key: "name" | "customer" | "targetPercent" | "zone", label: string, hint: string, readOnly = false) => (
    <TextField
      id={`${id}-${key}`}
      label={label}
      hint={hint}
      value={values[key]}
      problem={problems[key]}
      readOnly={readOnly}
      onChange={(value) => onChange({ [key]: value })}
    />
  );
  return (
    <>
      {text("name", "Name", named ? "Cannot be changed: links refer to it" : "How it is referred to, such as acme-gold", named)}
      {text("customer", "Customer", "To whom it is promised")}
      <GroupedSelect
        id={`${id}-objective`}
        label="Settled by the objective"
        groups={[{ label: "", options }]}
        value={values.objective}
        onChange={(objective) => onChange({ objective })}
      />
      {text("targetPercent", "Promised, in percent", "Weaker than the objective's target, so that the objective warns before it is missed")}
      <GroupedSelect
        id={`${id}-unit`}
        label="Per"
        groups={[{ label: "", options: UNIT_OPTIONS }]}
        value={values.unit}
        onChange={(unit) => onChange({ unit: unit as AgreementValues["unit"] })}
      />
      {values.unit === "week" && (
        <GroupedSelect
          id={`${id}-week-start`}
          label="Weeks begin on"
          groups={[{ label: "", options: WEEK_START_OPTIONS }]}
          value={values.weekStart}
          onChange={(weekStart) => onChange({ weekStart: weekStart as AgreementValues["weekStart"] })}
        />
      )}
      {text("zone", "Time zone of the period", "An IANA name, such as Europe/Stockholm")}
      <LocalTimeField
        id={`${id}-starts`}
        label={`Holds from, time in ${values.zone}`}
        hint="What happened before does not count"
        value={values.startsAt}
        problem={problems.startsAt}
        onChange={(startsAt) => onChange({ startsAt })}
      />
      <TextField
        id={`${id}-note`}
        label="Note (optional)"
        hint="For example what is owed when it is missed"
        value={values.note}
        problem={null}
        onChange={(note) => onChange({ note })}
      />
    </>
  );
}
