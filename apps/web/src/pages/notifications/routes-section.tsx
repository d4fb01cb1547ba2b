import type { NotificationRoute, NotificationTarget } from "@solvent/api-contract";
import { useId, useState } from "react";
import { useDeleteRoute } from "../../api/notifications.queries.ts";
import { GroupedSelect } from "../../components/grouped-select.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { scopeText } from "../../lib/words.ts";
import { parseSubject, type SubjectGroup } from "../mutes/mute.model.ts";
import { RouteEditor } from "./route-editor.tsx";
import { type RouteRow, routeInput, toRouteRows } from "./routes.model.ts";

interface RoutesSectionProps {
  readonly routes: readonly NotificationRoute[];
  readonly targets: readonly NotificationTarget[];
  readonly subjects: readonly SubjectGroup[];
}

export function RoutesSection({ routes, targets, subjects }: RoutesSectionProps) {
  const [editing, setEditing] = useState<string | null>(null);
  const remove = useDeleteRoute();
  const close = () => setEditing(null);
  return (
    <section className="section" id="routes" aria-labelledby="routes-title">
      <div className="section-head">
        <h2 id="routes-title">Routes</h2>
        <span className="d">
          The narrowest route of an objective counts, whole: its own, its service's, its team's, else the one of everything
        </span>
      </div>
      {remove.error !== null && <ProblemNotice what="The route was not removed" error={remove.error} />}
      <table className="lined stacked routes">
        <thead>
          <tr>
            <th scope="col">Of</th>
            <th scope="col">Pages go to</th>
            <th scope="col">Tickets go to</th>
            <th scope="col">
              <span className="visually-hidden">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {toRouteRows(routes, targets).map((row) =>
            editing === row.key ? (
              <tr key={row.key}>
                <td colSpan={4}>
                  <RouteEditor
                    title={scopeText(row.scope, row.name)}
                    subject={row}
                    initial={routeInput(row.route)}
                    targets={targets}
                    onClose={close}
                  />
                </td>
              </tr>
            ) : (
              <Row
                key={row.key}
                row={row}
                editable={targets.length > 0}
                removing={remove.isPending}
                onEdit={() => setEditing(row.key)}
                onRemove={() => remove.mutate(row)}
              />
            ),
          )}
        </tbody>
      </table>
      {targets.length > 0 && <AddRoute routes={routes} targets={targets} subjects={subjects} />}
      {targets.length === 0 && <p className="small ink-3">Routes need a target first.</p>}
    </section>
  );
}

interface RowProps {
  readonly row: RouteRow;
  readonly editable: boolean;
  readonly removing: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

const Row = ({ row, editable, removing, onEdit, onRemove }: RowProps) => (
  <tr>
    <th scope="row">{row.title}</th>
    <td data-label="Pages: " className={row.page === "nobody" ? "tone-spent" : undefined}>
      {row.page}
    </td>
    <td data-label="Tickets: " className={row.ticket === "nobody" ? "tone-unknown" : undefined}>
      {row.ticket}
    </td>
    <td className="r">
      <div className="actions">
        {editable && (
          <button type="button" className="button small" aria-label={`Edit the route of ${row.title}`} onClick={onEdit}>
            Edit
          </button>
        )}
        {row.route !== null && (
          <button
            type="button"
            className="button small"
            aria-label={`Remove the route of ${row.title}`}
            disabled={removing}
            onClick={onRemove}
          >
            Remove
          </button>
        )}
      </div>
    </td>
  </tr>
);

/** Chooses whom the new route is of; those that have one are edited instead. */
function AddRoute({ routes, targets, subjects }: RoutesSectionProps) {
  const [subject, setSubject] = useState<string | null>(null);
  const id = useId();
  const taken = new Set(["all/all", ...routes.map((route) => `${route.scope}/${route.name ?? "all"}`)]);
  const free = subjects
    .map((group) => ({ ...group, options: group.options.filter(({ value }) => !taken.has(value)) }))
    .filter(({ options }) => options.length > 0);
  const first = free[0]?.options[0]?.value;
  if (first === undefined) return null;
  if (subject === null) {
    return (
      <button type="button" className="button small" onClick={() => setSubject(first)}>
        Add route
      </button>
    );
  }
  const chosen = parseSubject(subject);
  return (
    <div className="form new-route">
      <GroupedSelect id={id} label="Route of" groups={free} value={subject} onChange={setSubject} />
      <RouteEditor
        title={scopeText(chosen.scope, chosen.name)}
        key={subject}
        subject={chosen}
        initial={{ page: [], ticket: [] }}
        targets={targets}
        onClose={() => setSubject(null)}
      />
    </div>
  );
}
