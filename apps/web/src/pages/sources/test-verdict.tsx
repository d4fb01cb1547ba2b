import type { SourceKind, SourceTestResult } from "@solvent/api-contract";
import { Icon } from "../../components/icon.tsx";
import type { FormValues } from "./source-form.model.ts";
import { toVerdict } from "./verdict.model.ts";

interface TestVerdictProps {
  readonly result: SourceTestResult;
  readonly kind: SourceKind;
  /** What was tested. */
  readonly connection: FormValues["connection"];
}

/** What the source answered to a test: in its own words when it failed, and what to do about it. */
export function TestVerdict({ result, kind, connection }: TestVerdictProps) {
  const { ok, lead, detail, advice, notes } = toVerdict(result, kind, connection);
  return (
    <div className={ok ? "test-verdict" : "test-verdict failed"}>
      <p>
        <Icon name={ok ? "tick" : "exhausted"} size={14} /> <b>{lead}</b> {result.failure === null ? detail : <q>{detail}</q>}
      </p>
      {advice !== "" && <p className="advice">{advice}</p>}
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
