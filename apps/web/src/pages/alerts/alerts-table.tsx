import { useRef } from "react";
import { moveRowFocus } from "../../components/row-focus.ts";
import { useKeys } from "../../components/use-keys.ts";
import { AlertRowView } from "./alert-row.tsx";
import type { AlertGroup } from "./alerts.model.ts";

const COLUMNS = 7;

export function AlertsTable({ groups, refreshing }: { groups: readonly AlertGroup[]; refreshing: boolean }) {
  const table = useRef<HTMLTableElement>(null);
  useKeys({ j: () => moveRowFocus(table.current, 1), k: () => moveRowFocus(table.current, -1) });
  return (
    <table ref={table} className={refreshing ? "board alerts refreshing" : "board alerts"}>
      <caption className="visually-hidden">Alerts, firing and past</caption>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">What</th>
          <th scope="col">Since</th>
          <th scope="col" className="k-burn">
            At its opening
          </th>
          <th scope="col" className="k-cost">
            Cost, of the budget
          </th>
          <th scope="col">Told</th>
          <th scope="col">
            <span className="visually-hidden">Mute</span>
          </th>
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody key={group.key}>
          <tr className="group">
            <th scope="rowgroup" colSpan={COLUMNS}>
              <b>{group.title}</b>
              {group.key === "firing" && group.rows.length}
              {group.note !== "" && <span className="note"> {group.note}</span>}
            </th>
          </tr>
          {group.rows.map((row) => (
            <AlertRowView key={row.id} row={row} />
          ))}
        </tbody>
      ))}
    </table>
  );
}
