import { useId } from "react";
import { useObjectiveNames } from "../../api/objectives.queries.ts";
import type { usePolicyPreview } from "../../api/policies.queries.ts";
import { TextField } from "../../components/form-fields.tsx";
import { GroupedSelect } from "../../components/grouped-select.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { titleOf } from "../../lib/objective-text.ts";
import { PreviewedCondition } from "./detection-table.tsx";
import { basisText, toPreviewRows } from "./policy-text.ts";
import { basisProblems, type PreviewBasis } from "./preview-basis.ts";

const TERMS = "";
const ANY_TRAFFIC = "more traffic than any guard asks for";

interface PolicyPreviewViewProps {
  readonly query: ReturnType<typeof usePolicyPreview>;
  /** Nothing can be tried: a field is wrong. */
  readonly blocked: boolean;
  readonly basis: PreviewBasis;
  readonly onBasis: (basis: PreviewBasis) => void;
}

/** What the conditions would do, while they are typed. */
export function PolicyPreviewView({ query, blocked, basis, onBasis }: PolicyPreviewViewProps) {
  const preview = query.data;
  return (
    <section className="section" aria-labelledby="policy-preview">
      <div className="section-head">
        <h2 id="policy-preview">What it would do</h2>
        <span className="d" role="status">
          {blocked
            ? "Waits for the fields that are wrong"
            : preview === undefined
              ? ""
              : basisText(preview, basis.objective === TERMS ? ANY_TRAFFIC : undefined)}
        </span>
      </div>
      <BasisFields basis={basis} onChange={onBasis} />
      {query.isError && <ProblemNotice what="The conditions could not be tried" error={query.error} onRetry={() => query.refetch()} />}
      {preview === undefined && !query.isError && !blocked && <Skeleton rows={6} label="Trying the conditions" />}
      {preview !== undefined && !query.isError && (
        <div className={blocked || query.isPlaceholderData ? "results refreshing" : "results"}>
          {toPreviewRows(preview).map((row) => (
            <PreviewedCondition key={row.key} row={row} />
          ))}
          <p className="small ink-3">
            From the start of the failure, without the time that a minute takes to come in; over means under its limit, and resolving takes
            the evaluations of "Ends after" more. Besides these, every objective tells when nothing is known of it.
          </p>
        </div>
      )}
    </section>
  );
}

function BasisFields({ basis, onChange }: { basis: PreviewBasis; onChange: (basis: PreviewBasis) => void }) {
  const id = useId();
  const objectives = useObjectiveNames();
  const problems = basisProblems(basis);
  const known = (objectives.data ?? []).map((one) => ({ value: one.name, label: titleOf(one) }));
  const options =
    basis.objective === TERMS || known.some(({ value }) => value === basis.objective)
      ? known
      : [{ value: basis.objective, label: basis.objective }, ...known];
  const text = (key: "target" | "days" | "traffic", label: string, hint: string) => (
    <TextField
      id={`${id}-${key}`}
      label={label}
      hint={hint}
      value={basis[key]}
      problem={problems[key]}
      onChange={(value) => onChange({ ...basis, [key]: value })}
    />
  );
  return (
    <fieldset className="field-grid">
      <legend className="visually-hidden">What it is tried on</legend>
      <GroupedSelect
        id={`${id}-objective`}
        label="Tried on"
        groups={[
          { label: "", options: [{ value: TERMS, label: "Other terms" }] },
          { label: "Objectives", options },
        ]}
        value={basis.objective}
        onChange={(objective) => onChange({ ...basis, objective })}
      />
      {basis.objective === TERMS && (
        <>
          {text("target", "Target, %", "Such as 99.9")}
          {text("days", "Window, days", "Rolling")}
          {text("traffic", "Events per minute (optional)", "Nothing: more than any guard asks for")}
        </>
      )}
    </fieldset>
  );
}
