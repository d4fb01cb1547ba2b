import { ApiError, type ObjectiveGroup } from "@solvent/api-contract";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useDeleteGroup, useGroup } from "../../api/groups.queries.ts";
import { ConfirmByName } from "../../components/confirm-by-name.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { Icon } from "../../components/icon.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { STATE_LABELS } from "../../lib/words.ts";
import { extentText, toGroupDefinition, toGroupRow } from "./groups.model.ts";
import { MembersSection } from "./members-section.tsx";

export function GroupPage() {
  const { name = "" } = useParams();
  const group = useGroup(name);
  const view = { nowMs: useNow(60_000), zone: useZone() };
  useTitle(group.data === undefined ? name : titleOf(group.data));
  if (group.data === undefined) return <Unloaded name={name} error={group.error} onRetry={() => group.refetch()} />;
  return (
    <main id="main" className="wrap">
      <Head group={group.data} extent={extentText(group.data, view)} />
      {group.isError && <ProblemNotice what="The group could not be refreshed" error={group.error} onRetry={() => group.refetch()} />}
      {group.data.warnings.length > 0 && (
        <ul className="warnings" aria-label="Warnings">
          {group.data.warnings.map((warning) => (
            <li key={warning}>
              <Icon name="at-risk" size={14} /> <span>{warning}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="cols">
        <div className="main-col">
          <MembersSection group={group.data} view={view} />
        </div>
        <aside className="rail" aria-label="Definition of the group">
          <section className="section">
            <h2>Definition</h2>
            <KeyValues rows={toGroupDefinition(group.data, view.zone)} />
          </section>
          <section className="section">
            <div className="section-head">
              <h2>OpenSLO</h2>
              <span className="d" />
              <CopyButton text={group.data.openslo} label="Copy" />
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
            <pre className="code-block" tabIndex={0}>
              <code>{group.data.openslo}</code>
            </pre>
          </section>
        </aside>
      </div>
    </main>
  );
}

function Head({ group, extent }: { group: ObjectiveGroup; extent: string }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <nav className="crumb" aria-label="Where this is">
        <Link to="/groups">Groups</Link> / <Link to={`/?service=${group.service}`}>{group.service}</Link>
      </nav>
      <div className="objective-head">
        <div className="grow">
          <h1>{titleOf(group)}</h1>
          <div className="meaning">
            <ul className="state-counts">
              {toGroupRow(group).states.map(({ state, count }) => (
                <li key={state}>
                  <Icon name={state} size={14} /> {count} {STATE_LABELS[state].toLowerCase()}
                </li>
              ))}
            </ul>
            <span>{extent}.</span>
            {group.description !== null && <span>{group.description}</span>}
          </div>
        </div>
        <div className="actions">
          <Link className="button primary" to={`/?group=${group.name}`}>
            Show on the board
          </Link>
          <Link className="button" to={`/define?group=${group.name}`}>
            Edit
          </Link>
          <button type="button" className="button" onClick={() => setDeleting(true)}>
            Delete
          </button>
        </div>
      </div>
      {deleting && <DeleteGroup group={group} onClose={() => setDeleting(false)} />}
    </>
  );
}

function DeleteGroup({ group, onClose }: { group: ObjectiveGroup; onClose: () => void }) {
  const remove = useDeleteGroup();
  const navigate = useNavigate();
  const all = group.active + group.archived;
  return (
    <ConfirmByName
      title={`Delete ${titleOf(group)}?`}
      consequence={`The group goes with all of its objectives, ${all} in number, archived ones too. Their minutes go as well, unless another objective reads them. This cannot be undone.`}
      name={group.name}
      action="Delete"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(group, { onSuccess: () => void navigate("/groups") })}
      onClose={onClose}
    />
  );
}

function Unloaded({ name, error, onRetry }: { name: string; error: Error | null; onRetry: () => void }) {
  const unknown = error instanceof ApiError && error.status === 404;
  return (
    <main id="main" className="wrap narrow block">
      <h1>{unknown ? `There is no group ${name}` : name}</h1>
      {unknown ? (
        <p>
          <Link className="button primary" to="/groups">
            Show all groups
          </Link>
        </p>
      ) : error === null ? (
        <Skeleton rows={8} label="Loading the group" />
      ) : (
        <ProblemNotice what="The group could not be loaded" error={error} onRetry={onRetry} />
      )}
    </main>
  );
}
