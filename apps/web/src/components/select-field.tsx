interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

/** A filter: "Team all". The empty value means all; a value that is not among the options (an old link) is still shown. */
export function SelectField({ label, value, options, onChange }: SelectFieldProps) {
  const known = value === "" || options.some((option) => option.value === value);
  return (
    <label className="field select">
      {label}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">all</option>
        {!known && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
