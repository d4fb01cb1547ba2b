import type { Adjustment, Objective } from "@solvent/api-contract";
import { type FormEvent, useId, useState } from "react";
import { useSaveAdjustment } from "../../api/adjustments.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/form-fields.tsx";
import { GroupedSelect } from "../../components/grouped-select.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { useZone } from "../../components/use-now.ts";
import { msOfIso } from "../../lib/time.ts";
import { type SubjectGroup, subjectsOfObjective } from "../mutes/mute.model.ts";
import {
  type AdjustmentProblems,
  type AdjustmentValues,
  adjustmentValues,
  CATEGORY_OPTIONS,
  initialAdjustment,
  MODE_MEANINGS,
  MODES,
  parseAdjustment,
} from "./adjustment-form.model.ts";
import { AdjustmentPreviewView } from "./adjustment-preview.tsx";
import { IntervalFields } from "./interval-fields.tsx";

interface AdjustmentDialogProps {
  readonly objective: Objective;
  /** To change; null: a new one. */
  readonly adjustment: Adjustment | null;
  readonly onClose: () => void;
}

const NO_PROBLEMS: AdjustmentProblems = { from: null, to: null, reason: null, every: null, days: null, times: null, rule: null };

/** Excludes or forgives an interval, once or again and again, and shows what that does before it is recorded. */
export function AdjustmentDialog({ objective, adjustment, onClose }: AdjustmentDialogProps) {
  const zone = useZone();
  const groups = subjectsOfObjective(objective);
  const [values, setValues] = useState<AdjustmentValues>(() =>
    adjustment === null
      ? initialAdjustment(groups[0]?.options[0]?.value ?? "all/all", { watermarkMs: msOfIso(objective.measurement.watermark), zone })
      : adjustmentValues(adjustment, zone),
  );
  const [tried, setTried] = useState(false);
  const save = useSaveAdjustment(adjustment);
  const id = useId();
  const parsed = parseAdjustment(values);
  const problems =
    "problems" in parsed ? (tried ? parsed.problems : { ...NO_PROBLEMS, to: values.to === "" ? null : parsed.problems.to }) : NO_PROBLEMS;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ("input" in parsed) save.mutate(parsed.input, { onSuccess: onClose });
  };
  return (
    <Dialog title={adjustment === null ? "Exclude or forgive time" : "Change the adjustment"} onClose={onClose} wide>
      <form className="form adjustment" onSubmit={submit} noValidate>
        <IntervalFields id={id} values={values} problems={problems} onChange={setValues} />
        <WhatFields id={id} values={values} problems={problems} groups={withPresent(groups, values.subject)} onChange={setValues} />
        <AdjustmentPreviewView values={values} zone={zone} />
        {save.error !== null && <ProblemNotice what="Nothing was recorded" error={save.error} />}
        <div className="actions">
          <button type="submit" className="button primary" disabled={save.isPending}>
            {adjustment === null ? MODES.find(({ value }) => value === values.mode)?.label : "Save a new version"}
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The scope of an adjustment that came from elsewhere stays choosable. */
const withPresent = (groups: readonly SubjectGroup[], subject: string): readonly SubjectGroup[] =>
  groups.some(({ options }) => options.some(({ value }) => value === subject))
    ? groups
    : [{ label: "", options: [{ value: subject, label: subject.replace("/", " ") }] }, ...groups];

interface WhatFieldsProps {
  readonly id: string;
  readonly values: AdjustmentValues;
  readonly problems: AdjustmentProblems;
  readonly groups: readonly SubjectGroup[];
  readonly onChange: (values: AdjustmentValues) => void;
}

const WhatFields = ({ id, values, problems, groups, onChange }: WhatFieldsProps) => (
  <>
    <div>
      <span className="label">How</span>
      <Segmented label="How" options={MODES} value={values.mode} onChange={(mode) => onChange({ ...values, mode })} />
      <p className="hint">{MODE_MEANINGS[values.mode]}</p>
    </div>
    <div className="field-grid">
      <GroupedSelect
        id={`${id}-covers`}
        label="Covers"
        groups={groups}
        value={values.subject}
        onChange={(subject) => onChange({ ...values, subject })}
      />
      <GroupedSelect
        id={`${id}-category`}
        label="Category"
        groups={[{ label: "", options: CATEGORY_OPTIONS }]}
        value={values.category}
        onChange={(category) =>
          onChange({ ...values, category: CATEGORY_OPTIONS.find(({ value }) => value === category)?.value ?? "other" })
        }
      />
    </div>
    <TextField
      id={`${id}-reason`}
      label="Why"
      hint="Shown wherever the figures are, with your name"
      value={values.reason}
      problem={problems.reason}
      onChange={(reason) => onChange({ ...values, reason })}
    />
  </>
);
