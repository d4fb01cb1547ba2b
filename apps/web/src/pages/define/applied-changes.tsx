import type { ApplyResult } from "@solvent/api-contract";
import { Link } from "react-router";
import { ChangeList } from "../../components/change-list.tsx";
import { Icon } from "../../components/icon.tsx";
import { hasErrors, verdictText } from "./define.model.ts";

const ACTIONS = { create: "new", update: "changed", unchanged: "unchanged" } as const;

/** What saving does, or did: document by document, field by field. */
export function AppliedChanges({ result }: { result: ApplyResult }) {
  if (hasErrors(result.diagnostics)) return null;
  return (
    <div className="applied">
      <h2>
        {!result.dryRun && <Icon name="tick" size={18} />} {verdictText(result)}
      </h2>
      <ul>
        {result.changes.map((change) => (
          <li key={`${change.kind} ${change.name}`}>
            <div>
              <span className="tag">{ACTIONS[change.action]}</span> {change.kind}{" "}
              {change.kind === "SLO" && !result.dryRun ? (
                <Link to={`/objectives/${change.name}`}>{change.name}</Link>
              ) : (
                <b>{change.name}</b>
              )}
              {change.newStream && <span className="small ink-3"> · its history is read in the background</span>}
            </div>
            {change.action === "update" && <ChangeList changes={change.changes} none="no field differs" />}
          </li>
        ))}
      </ul>
      {!result.dryRun && (
        <Link className="button primary" to="/">
          Open the board
        </Link>
      )}
    </div>
  );
}
