import type { Source } from "@solvent/api-contract";
import { useRef } from "react";
import { Link } from "react-router";
import { useBoard } from "../../api/objectives.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { moveRowFocus } from "../../components/row-focus.ts";
import { Skeleton } from "../../components/skeleton.tsx";
import { StateBadge } from "../../components/state.tsx";
import { useKeys } from "../../components/use-keys.ts";
import { type DependentRow, toDependentRow } from "./source.model.ts";

/** The objectives that read from a source, those that ask for something first. */
export function SourceObjectives({ source }: { source: Source }) {
  const objectives = useBoard({ source: source.name });
  const items = objectives.data?.pages.flatMap((page) => page.items);
  return (
    <section className="section" aria-labelledby="dependents">
      <div className="section-head">
        <h2 id="dependents">Objectives</h2>
        <span className="d">They read from this source</span>
        {items !== undefined && items.length > 0 && (
          <Link className="button small" to={`/?source=${source.name}`}>
            Show on the board
          </Link>
        )}
      </div>
      {objectives.isError && (
        <ProblemNotice what="The objectives could not be loaded" error={objectives.error} onRetry={() => objectives.refetch()} />
      )}
      {items === undefined && !objectives.isError && <Skeleton rows={4} label="Loading the objectives" />}
      {items?.length === 0 && <None source={source.name} />}
      {items !== undefined && items.length > 0 && <Dependents rows={items.map(toDependentRow)} />}
      {objectives.hasNextPage && (
        <button type="button" className="button small" onClick={() => objectives.fetchNextPage()} disabled={objectives.isFetchingNextPage}>
          Show more
        </button>
      )}
    </section>
  );
}

const None = ({ source }: { source: string }) => (
  <>
    <p className="ink-2">None reads from it yet.</p>
    <p className="after">
      <Link className="button" to={`/define?source=${source}`}>
        Define an objective
      </Link>
    </p>
  </>
);

function Dependents({ rows }: { rows: readonly DependentRow[] }) {
  const table = useRef<HTMLTableElement>(null);
  useKeys({ j: () => moveRowFocus(table.current, 1), k: () => moveRowFocus(table.current, -1) });
  return (
    <table ref={table} className="lined stacked dependents">
      <caption className="visually-hidden">Objectives that read from this source</caption>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Objective</th>
          <th scope="col">Target</th>
          <th scope="col" className="r">
            SLI
          </th>
          <th scope="col" className="r">
            Budget left
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <td>
              <StateBadge state={row.state} />
            </td>
            <th scope="row">
              <Link className="row-link plain" to={`/objectives/${row.name}`}>
                {row.title}
              </Link>
              <div className="small ink-3">{row.owner}</div>
            </th>
            <td>{row.promise}</td>
            <td className="r" data-label="SLI ">
              {row.sli}
            </td>
            <td className={row.spent ? "r tone-spent" : "r"} data-label="Budget left ">
              {row.left}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
