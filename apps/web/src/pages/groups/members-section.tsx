import type { ObjectiveGroup } from "@solvent/api-contract";
import { useRef } from "react";
import { Link, useSearchParams } from "react-router";
import { useGroupMembers } from "../../api/groups.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { moveRowFocus } from "../../components/row-focus.ts";
import { Segmented } from "../../components/segmented.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { StateBadge } from "../../components/state.tsx";
import { useKeys } from "../../components/use-keys.ts";
import { decodeShown, type MemberRow, SHOWN, toMemberRow } from "./groups.model.ts";

interface MembersSectionProps {
  readonly group: ObjectiveGroup;
  readonly view: { readonly nowMs: number; readonly zone: string };
}

/** The objectives of a group, their labels as columns. */
export function MembersSection({ group, view }: MembersSectionProps) {
  const [params, setParams] = useSearchParams();
  const shown = decodeShown(params);
  const members = useGroupMembers(group.name, shown.archived);
  const items = members.data?.pages.flatMap((page) => page.items);
  return (
    <section className="section" aria-labelledby="members">
      <div className="section-head">
        <h2 id="members">Objectives</h2>
        <span className="d">Archived ones have no series any more; their history stays</span>
        <Segmented
          label="Which objectives"
          options={SHOWN}
          value={shown.value}
          onChange={(value) => setParams(value === "active" ? {} : { show: value }, { replace: true, preventScrollReset: true })}
        />
      </div>
      {members.isError && (
        <ProblemNotice what="The objectives could not be loaded" error={members.error} onRetry={() => members.refetch()} />
      )}
      {items === undefined && !members.isError && <Skeleton rows={6} label="Loading the objectives" />}
      {items?.length === 0 && <p className="ink-2">{shown.value === "archived" ? "None is archived." : NONE}</p>}
      {items !== undefined && items.length > 0 && (
        <MembersTable labels={group.groupBy} rows={items.map((member) => toMemberRow(member, group, view))} />
      )}
      {members.hasNextPage && (
        <button type="button" className="button small" onClick={() => members.fetchNextPage()} disabled={members.isFetchingNextPage}>
          Show more
        </button>
      )}
    </section>
  );
}

const NONE = "There is none: the source has no series with these labels, or has not been asked yet.";

function MembersTable({ labels, rows }: { labels: readonly string[]; rows: readonly MemberRow[] }) {
  const table = useRef<HTMLTableElement>(null);
  useKeys({ j: () => moveRowFocus(table.current, 1), k: () => moveRowFocus(table.current, -1) });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section className="scroller" aria-label="Objectives of the group" tabIndex={0}>
      <table ref={table} className="lined members">
        <caption className="visually-hidden">Objectives of the group with their labels</caption>
        <thead>
          <tr>
            {labels.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
            <th scope="col">State</th>
            <th scope="col" className="r">
              SLI
            </th>
            <th scope="col" className="r">
              Budget left
            </th>
            <th scope="col">Objective</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.name} row={row} labels={labels} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const Row = ({ row, labels }: { row: MemberRow; labels: readonly string[] }) => (
  <tr className={row.state === null ? "archived" : undefined}>
    {labels.map((label, i) => (
      <td key={label}>{row.labels[i] === "" ? <span className="ink-3">none</span> : row.labels[i]}</td>
    ))}
    <td>{row.state === null ? <span className="tone-unknown">Archived {row.archived}</span> : <StateBadge state={row.state} />}</td>
    <td className="r">{row.sli}</td>
    <td className={row.spent ? "r tone-spent" : "r"}>{row.left}</td>
    <th scope="row">
      <Link className="row-link" to={`/objectives/${row.name}`}>
        {row.name}
      </Link>
    </th>
  </tr>
);
