import { CellField } from "../../components/form-fields.tsx";
import { type LabelRow, labelKey, MAX_LABELS, withNewLabel } from "./labels.model.ts";

interface LabelsFieldProps {
  readonly rows: readonly LabelRow[];
  /** By the key of a row. */
  readonly problemOf: (key: string) => string | null;
  /** What the server objects to. */
  readonly refused: string | null;
  readonly onChange: (rows: readonly LabelRow[]) => void;
}

export function LabelsField({ rows, problemOf, refused, onChange }: LabelsFieldProps) {
  const replace = (changed: LabelRow) => onChange(rows.map((row) => (row.key === changed.key ? changed : row)));
  return (
    <fieldset className="label-rows">
      <legend>Labels (optional)</legend>
      {rows.map((row, i) => (
        <Row
          key={row.key}
          row={row}
          place={`label ${i + 1}`}
          problem={problemOf(labelKey(row))}
          onChange={replace}
          onRemove={() => onChange(rows.filter(({ key }) => key !== row.key))}
        />
      ))}
      {refused !== null && <p className="field-problem">{refused}</p>}
      <button type="button" className="button small" disabled={rows.length >= MAX_LABELS} onClick={() => onChange(withNewLabel(rows))}>
        Add a label
      </button>
    </fieldset>
  );
}

interface RowProps {
  readonly row: LabelRow;
  /** "label 2": the name of a control does not change while somebody types in it. */
  readonly place: string;
  readonly problem: string | null;
  readonly onChange: (row: LabelRow) => void;
  readonly onRemove: () => void;
}

function Row({ row, place, problem, onChange, onRemove }: RowProps) {
  const called = row.name.trim() === "" ? place : row.name.trim();
  return (
    <div className="label-row">
      <div>
        <CellField label={`Name of ${place}`} value={row.name} problem={problem} onChange={(name) => onChange({ ...row, name })} />
      </div>
      <span aria-hidden="true">=</span>
      <div>
        <CellField label={`Value of ${called}`} value={row.value} problem={null} onChange={(value) => onChange({ ...row, value })} />
      </div>
      <button type="button" className="button small" aria-label={`Remove ${called}`} onClick={onRemove}>
        Remove
      </button>
    </div>
  );
}
