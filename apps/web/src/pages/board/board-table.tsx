import { useRef } from "react";
import { useKeys } from "../../components/use-keys.ts";
import type { TableParts } from "./board.model.ts";
import { BoardRowView } from "./board-row.tsx";
import { type BoardSort, type BoardView, nextSort, type ViewUpdate } from "./board-url.ts";

interface BoardTableProps {
  readonly parts: TableParts;
  readonly view: BoardView;
  readonly onChange: (update: ViewUpdate) => void;
  readonly refreshing: boolean;
}

const COLUMNS = 9;

export function BoardTable({ parts, view, onChange, refreshing }: BoardTableProps) {
  const table = useRef<HTMLTableElement>(null);
  useKeys({ j: () => moveFocus(table.current, 1), k: () => moveFocus(table.current, -1) });
  const sortable = (sort: BoardSort, label: string, className?: string) => (
    <th scope="col" className={className} aria-sort={ariaSort(view, sort)}>
      <button type="button" onClick={() => onChange((latest) => nextSort(latest, sort))}>
        {label}
        {view.sort === sort && <span aria-hidden="true">{view.order === "asc" ? " ↑" : " ↓"}</span>}
      </button>
    </th>
  );
  return (
    <table ref={table} className={refreshing ? "board refreshing" : "board"}>
      <caption className="visually-hidden">Objectives with their error budgets</caption>
      <thead>
        <tr>
          <th scope="col">State</th>
          {sortable("name", "Objective")}
          <th scope="col">Target</th>
          {sortable("sli", "SLI, %", "r")}
          <th scope="col" aria-sort={ariaSort(view, "budget-left")}>
            <button type="button" onClick={() => onChange((latest) => nextSort(latest, "budget-left"))}>
              Budget left{view.sort === "budget-left" && <span aria-hidden="true">{view.order === "asc" ? " ↑" : " ↓"}</span>}
            </button>
            <span className="legend-spent">
              <span className="swatch-spent" aria-hidden="true" /> spent in 24{"\u202f"}h
            </span>
          </th>
          {sortable("burn", "Burn 1\u202fh")}
          <th scope="col" className="k-spark">
            Burn, 24{"\u202f"}h
          </th>
          <th scope="col" className="k-spark">
            Budget, window
          </th>
          {sortable("coverage", "Coverage", "r k-cov")}
        </tr>
      </thead>
      {parts.groups.map((group) => (
        <tbody key={group.key}>
          {group.title !== "" && (
            <tr className="group">
              <th scope="rowgroup" colSpan={COLUMNS}>
                <b>{group.title}</b>
                {group.rows.length}
                {group.note !== "" && <span className="note"> · {group.note}</span>}
              </th>
            </tr>
          )}
          {group.rows.map((row) => (
            <BoardRowView key={row.name} row={row} fractionDigits={parts.fractionDigits} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

const ariaSort = (view: BoardView, sort: BoardSort): "ascending" | "descending" | "none" =>
  view.sort !== sort ? "none" : view.order === "asc" ? "ascending" : "descending";

/** Moves the focus to the next or previous row's link; from outside the table to the first. */
function moveFocus(table: HTMLTableElement | null, step: 1 | -1): void {
  const links: Element[] = [...(table?.querySelectorAll("a.row-link") ?? [])];
  const at = document.activeElement === null ? -1 : links.indexOf(document.activeElement);
  const next = at === -1 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
  const link = links[next];
  if (link instanceof HTMLElement) link.focus();
}
