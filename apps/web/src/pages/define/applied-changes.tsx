import type { AppliedChange, ApplyResult } from "@solvent/api-contract";
import { Link } from "react-router";
import { ChangeList } from "../../components/change-list.tsx";
import { Icon } from "../../components/icon.tsx";
import { hasErrors, verdictText } from "./define.model.ts";

const ACTIONS = { create: "new", update: "changed", unchanged: "unchanged" } as const;

/** Where what was saved can be looked at; a service has no page of its own. */
function pathOf({ kind, name, group }: AppliedChange): string | null {
  if (kind === "AlertPolicy") return `/policies/${name}`;
  if (kind === "Agreement") return "/agreements";
  if (kind === "DataSource") return `/sources/${name}`;
  if (kind !== "SLO") return null;
  return group ? `/groups/${name}` : `/objectives/${name}`;
}

function ChangedName({ change, saved }: { change: AppliedChange; saved: boolean }) {
  const path = saved ? pathOf(change) : null;
  return path === null ? <b>{change.name}</b> : <Link to={path}>{change.name}</Link>;
}

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
              <span className="tag">{ACTIONS[change.action]}</span> {change.group ? "Group of SLOs" : change.kind}{" "}
              <ChangedName change={change} saved={!result.dryRun} />
              {change.group && <span className="small ink-3"> · one objective per combination of labels</span>}
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
