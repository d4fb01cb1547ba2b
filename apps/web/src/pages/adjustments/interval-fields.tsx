import { LocalTimeField, TextField } from "../../components/form-fields.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { type AdjustmentProblems, type AdjustmentValues, intervalText, withFrom } from "./adjustment-form.model.ts";
import { REPEATS, ruleOf, WEEKDAYS, type Weekday } from "./recurrence.model.ts";

interface IntervalFieldsProps {
  readonly id: string;
  readonly values: AdjustmentValues;
  readonly problems: AdjustmentProblems;
  readonly onChange: (values: AdjustmentValues) => void;
}

/** From, to, and how it repeats, in the local time of the zone that is named. */
export const IntervalFields = (props: IntervalFieldsProps) => {
  const { id, values, problems, onChange } = props;
  return (
    <>
      <div className="field-grid">
        <LocalTimeField
          id={`${id}-from`}
          label={`From, ${values.zone}`}
          hint=""
          value={values.from}
          problem={problems.from}
          onChange={(from) => onChange(withFrom(values, from))}
        />
        <LocalTimeField
          id={`${id}-to`}
          label={`To, ${values.zone}`}
          hint=""
          value={values.to}
          problem={problems.to}
          onChange={(to) => onChange({ ...values, to })}
        />
      </div>
      <div>
        <span className="label">Repeats</span>
        <Segmented
          label="Repeats"
          options={REPEATS}
          value={values.repeat}
          onChange={(repeat) =>
            onChange({ ...values, repeat, rule: repeat === "own" ? (ruleOf(values, values.from) ?? values.rule) : values.rule })
          }
        />
      </div>
      <RepeatFields {...props} />
      <p className="hint" aria-live="polite">
        {intervalText(values)}
      </p>
    </>
  );
};

function RepeatFields(props: IntervalFieldsProps) {
  const { id, values, problems, onChange } = props;
  if (values.repeat === "once") return null;
  if (values.repeat === "own") {
    return (
      <TextField
        id={`${id}-rule`}
        label="RFC 5545 rule"
        hint="Without DTSTART: the first occurrence is the interval above"
        value={values.rule}
        problem={problems.rule}
        onChange={(rule) => onChange({ ...values, rule })}
      />
    );
  }
  const unit = values.repeat === "weekly" ? "weeks" : "months";
  return (
    <>
      {values.repeat === "weekly" ? <DayBoxes {...props} /> : <MonthlyChoice {...props} />}
      <div className="field-grid">
        <TextField
          id={`${id}-every`}
          label={`Every how many ${unit}`}
          hint=""
          value={values.every}
          problem={problems.every}
          onChange={(every) => onChange({ ...values, every })}
        />
        <TextField
          id={`${id}-times`}
          label="How often in all (optional)"
          hint="Nothing: without end"
          value={values.times}
          problem={problems.times}
          onChange={(times) => onChange({ ...values, times })}
        />
      </div>
      <p className="hint">
        Rule: <code>{ruleOf(values, values.from)}</code>
      </p>
    </>
  );
}

function DayBoxes({ id, values, problems, onChange }: IntervalFieldsProps) {
  const toggle = (day: Weekday) =>
    onChange({ ...values, days: values.days.includes(day) ? values.days.filter((one) => one !== day) : [...values.days, day] });
  return (
    <fieldset className="days">
      <legend className="label">On</legend>
      {WEEKDAYS.map(({ value, label }) => (
        <label key={value} className="check">
          <input type="checkbox" checked={values.days.includes(value)} onChange={() => toggle(value)} /> {label}
        </label>
      ))}
      {problems.days !== null && (
        <p className="field-problem" id={`${id}-days-problem`} role="alert">
          {problems.days}
        </p>
      )}
    </fieldset>
  );
}

const MonthlyChoice = ({ values, onChange }: IntervalFieldsProps) => (
  <div>
    <span className="label">On</span>
    <Segmented
      label="On which day of the month"
      options={[
        { value: "weekday", label: "The same weekday" },
        { value: "day", label: "The same day" },
      ]}
      value={values.monthly}
      onChange={(monthly) => onChange({ ...values, monthly })}
    />
  </div>
);
