import { useRef } from "react";
import { Link } from "react-router";
import { useGroups } from "../../api/groups.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { moveRowFocus } from "../../components/row-focus.ts";
import { Skeleton } from "../../components/skeleton.tsx";
import { useKeys } from "../../components/use-keys.ts";
import { useTitle } from "../../components/use-title.ts";
import { STATE_LABELS } from "../../lib/words.ts";
import { type GroupRow, toGroupRow } from "./groups.model.ts";

/** One definition, one objective per combination of labels. */
export function GroupsPage() {
  useTitle("Groups");
  const groups = useGroups();
  const table = useRef<HTMLTableElement>(null);
  useKeys({ j: () => moveRowFocus(table.current, 1), k: () => moveRowFocus(table.current, -1) });
  const items = groups.data?.items;
  return (
    <main id="main" className="wrap">
      <div className="lede">
        <div className="grow">
          <h1>Groups</h1>
          <p>One definition, one objective for each combination of labels that its metrics have.</p>
        </div>
        <Link className="button primary" to="/define">
          Define a group
        </Link>
      </div>
      {groups.isError && <ProblemNotice what="The groups could not be loaded" error={groups.error} onRetry={() => groups.refetch()} />}
      {groups.isPending && <Skeleton rows={4} label="Loading the groups" />}
      {items?.length === 0 && (
        <p className="ink-2">
          There is no group yet. An SLO becomes one by the annotation <code>solvent/group-by: region, route</code> in its definition:
          Solvent asks the source which combinations there are, and keeps an objective for each.
        </p>
      )}
      {items !== undefined && items.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
        <section className="scroller" aria-label="Groups" tabIndex={0}>
          <table ref={table} className="lined groups">
            <caption className="visually-hidden">Groups of objectives and how many each has</caption>
            <thead>
              <tr>
                <th scope="col">Group</th>
                <th scope="col">One per</th>
                {["Found", "Active", "Left out", "Archived"].map((head) => (
                  <th key={head} scope="col" className="r">
                    {head}
                  </th>
                ))}
                <th scope="col">States</th>
              </tr>
            </thead>
            <tbody>
              {items.map((group) => (
                <Row key={group.name} row={toGroupRow(group)} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </main>
  );
}

const Row = ({ row }: { row: GroupRow }) => (
  <tr>
    <th scope="row">
      <Link className="row-link" to={`/groups/${row.name}`}>
        {row.title}
      </Link>
      <div className="small ink-3">{row.owner}</div>
      {row.warnings.map((warning) => (
        <div key={warning} className="small tone-risk">
          <Icon name="at-risk" size={12} /> {warning}
        </div>
      ))}
    </th>
    <td>{row.by}</td>
    <td className="r">{row.found}</td>
    <td className="r">
      <b>{row.active}</b>
    </td>
    <td className={row.leftOut === 0 ? "r ink-3" : "r tone-risk"}>{row.leftOut}</td>
    <td className="r ink-3">{row.archived}</td>
    <td>
      <ul className="state-counts">
        {row.states.map(({ state, count }) => (
          <li key={state} title={STATE_LABELS[state]}>
            <Icon name={state} size={14} /> {count} <span className="visually-hidden">{STATE_LABELS[state]}</span>
          </li>
        ))}
      </ul>
    </td>
  </tr>
);
