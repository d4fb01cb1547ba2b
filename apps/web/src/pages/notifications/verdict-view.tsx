import type { TargetTestResult } from "@solvent/api-contract";
import { Icon } from "../../components/icon.tsx";
import { toVerdict } from "./targets.model.ts";

/** What came of a test message. */
export function VerdictView({ result }: { result: TargetTestResult }) {
  const verdict = toVerdict(result);
  return (
    <div className={verdict.ok ? "test-verdict" : "test-verdict failed"}>
      <p>
        <Icon name={verdict.ok ? "tick" : "exhausted"} size={14} /> <b>{verdict.lead}</b> {verdict.detail}
      </p>
    </div>
  );
}
