import { type FormEvent, useId, useState } from "react";
import { useCreateMute } from "../../api/alerts.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/form-fields.tsx";
import { GroupedSelect } from "../../components/grouped-select.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { DURATIONS, endText, initialMute, type MuteValues, parseMute, type SubjectGroup, UNITS } from "./mute.model.ts";

interface MuteDialogProps {
  readonly groups: readonly SubjectGroup[];
  readonly onClose: () => void;
}

/** Tells nobody for a while: what, why, how long. Alerts go on and are recorded. */
export function MuteDialog({ groups, onClose }: MuteDialogProps) {
  const [values, setValues] = useState(() => initialMute(groups));
  const [tried, setTried] = useState(false);
  const clock = { nowMs: useNow(30_000), zone: useZone() };
  const create = useCreateMute();
  const id = useId();
  const parsed = parseMute(values, clock);
  const problems = tried && "problems" in parsed ? parsed.problems : { reason: null, amount: null };
  const change = (changes: Partial<MuteValues>) => setValues({ ...values, ...changes });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ("input" in parsed) create.mutate(parsed.input, { onSuccess: onClose });
  };
  return (
    <Dialog title="Mute" onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <p className="small ink-2">
          Nobody is told while a mute lasts. Alerts go on, are recorded, and what still fires at its end is told.
        </p>
        <GroupedSelect id={`${id}-what`} label="What" groups={groups} value={values.subject} onChange={(subject) => change({ subject })} />
        <TextField
          id={`${id}-why`}
          label="Why"
          hint="Shown to everybody, for example a ticket or the end of a maintenance"
          value={values.reason}
          problem={problems.reason}
          onChange={(reason) => change({ reason })}
        />
        <div className="mute-for">
          <span className="label">For</span>
          <Segmented label="For how long" options={DURATIONS} value={values.duration} onChange={(duration) => change({ duration })} />
        </div>
        {values.duration === "custom" && <CustomLength id={id} values={values} problem={problems.amount} onChange={change} />}
        <p className="hint" aria-live="polite">
          {endText(values, clock)}
        </p>
        {create.error !== null && <ProblemNotice what="Nothing was muted" error={create.error} />}
        <div className="actions">
          <button type="submit" className="button primary" disabled={create.isPending}>
            Mute
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface CustomLengthProps {
  readonly id: string;
  readonly values: MuteValues;
  readonly problem: string | null;
  readonly onChange: (changes: Partial<MuteValues>) => void;
}

const CustomLength = ({ id, values, problem, onChange }: CustomLengthProps) => (
  <div className="mute-custom">
    <TextField
      id={`${id}-amount`}
      label="How many"
      hint=""
      value={values.amount}
      problem={problem}
      onChange={(amount) => onChange({ amount })}
    />
    <GroupedSelect
      id={`${id}-unit`}
      label="Of"
      groups={[{ label: "", options: UNITS }]}
      value={values.unitMinutes}
      onChange={(unitMinutes) => onChange({ unitMinutes })}
    />
  </div>
);
