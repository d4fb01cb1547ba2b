import type { Objective, WhatIf } from "@solvent/api-contract";
import { type FormEvent, useId, useState } from "react";
import { useWhatIf } from "../../api/insight.queries.ts";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { useZone } from "../../components/use-now.ts";
import { TermsFields } from "./terms-fields.tsx";
import { initialTerms, parseTerms, type TermsValues } from "./terms-form.model.ts";
import { toWhatIfRows, whatIfSentence } from "./what-if.model.ts";

interface WhatIfDialogProps {
  readonly objective: Objective;
  /** To begin with. */
  readonly targetPercent: string;
  readonly onClose: () => void;
}

/** Other terms on the same history, beside the present ones. Nothing is stored. */
export function WhatIfDialog({ objective, targetPercent, onClose }: WhatIfDialogProps) {
  const zone = useZone();
  const [values, setValues] = useState<TermsValues>(() => ({ ...initialTerms(objective, zone), targetPercent }));
  const [tried, setTried] = useState(false);
  const whatIf = useWhatIf(objective.name);
  const parsed = parseTerms(values, objective);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ("input" in parsed) whatIf.mutate(parsed.input);
  };
  return (
    <Dialog title="What if" onClose={onClose} wide>
      <form className="form terms" onSubmit={submit} noValidate>
        <p className="small ink-2">Other terms on the history that is stored. Nothing is changed.</p>
        <TermsFields
          id={useId()}
          values={values}
          problems={tried && "problems" in parsed ? parsed.problems : {}}
          onChange={(changes) => setValues({ ...values, ...changes })}
        />
        <div className="actions">
          <button type="submit" className="button primary" disabled={whatIf.isPending}>
            Try
          </button>
          <button type="button" className="button" onClick={onClose}>
            Close
          </button>
        </div>
      </form>
      {whatIf.error !== null && <ProblemNotice what="It could not be tried" error={whatIf.error} />}
      {whatIf.data !== undefined && <Comparison answer={whatIf.data} />}
    </Dialog>
  );
}

const Comparison = ({ answer }: { answer: WhatIf }) => (
  <div aria-live="polite">
    <p>
      <b>{whatIfSentence(answer)}</b>
    </p>
    <table className="lined wraps compare">
      <caption className="visually-hidden">Present and tried terms</caption>
      <thead>
        <tr>
          <td />
          <th scope="col" className="r">
            Present
          </th>
          <th scope="col" className="r">
            Tried
          </th>
        </tr>
      </thead>
      <tbody>
        {toWhatIfRows(answer).map((row) => (
          <tr key={row.term}>
            <th scope="row">{row.term}</th>
            <td className="r ink-2">{row.present}</td>
            <td className="r">{row.differs ? <b>{row.tried}</b> : row.tried}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
