interface GroupedSelectProps {
  readonly id: string;
  readonly label: string;
  readonly groups: readonly { readonly label: string; readonly options: readonly { readonly value: string; readonly label: string }[] }[];
  readonly value: string;
  readonly problem?: string | null;
  readonly onChange: (value: string) => void;
}

/** One of many, under headings; a group without a heading stands free. */
export const GroupedSelect = ({ id, label, groups, value, problem = null, onChange }: GroupedSelectProps) => (
  <div>
    <label htmlFor={id}>{label}</label>
    <select
      id={id}
      className="input"
      value={value}
      {...(problem === null ? {} : { "aria-invalid": true, "aria-describedby": `${id}-problem` })}
      onChange={(event) => onChange(event.target.value)}
    >
      {groups.map((group) =>
        group.label === "" ? (
          <Options key={group.label} options={group.options} />
        ) : (
          <optgroup key={group.label} label={group.label}>
            <Options options={group.options} />
          </optgroup>
        ),
      )}
    </select>
    {problem !== null && (
      <p className="field-problem" id={`${id}-problem`}>
        {problem}
      </p>
    )}
  </div>
);

const Options = ({ options }: { options: readonly { readonly value: string; readonly label: string }[] }) =>
  options.map((option) => (
    <option key={option.value} value={option.value}>
      {option.label}
    </option>
  ));
