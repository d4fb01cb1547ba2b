import { type FocusEvent, type PointerEvent, useRef } from "react";
import { moveRowFocus } from "../../components/row-focus.ts";
import { useKeys } from "../../components/use-keys.ts";
import { plural } from "../../lib/words.ts";
import type { TableParts } from "./board.model.ts";
import { BoardRowView } from "./board-row.tsx";
import { type BoardSort, type BoardView, nextSort, type ViewUpdate } from "./board-url.ts";

interface BoardTableProps {
  readonly parts: TableParts;
  readonly view: BoardView;
  readonly onChange: (update: ViewUpdate) => void;
  readonly refreshing: boolean;
  /** Objectives whose new places wait, and how to let them in. */
  readonly moved: number;
  readonly onLetIn: () => void;
  /** The reader's pointer or keyboard is on the rows. */
  readonly onHold: (held: boolean) => void;
}

const COLUMNS = 9;

export function BoardTable({ parts, view, onChange, refreshing, moved, onLetIn, onHold }: BoardTableProps) {
  const table = useRef<HTMLTableElement>(null);
  useKeys({ r: onLetIn, j: () => moveRowFocus(table.current, 1), k: () => moveRowFocus(table.current, -1) });
  const sortable = (sort: BoardSort, label: string, className?: string) => (
    <th scope="col" className={className} aria-sort={ariaSort(view, sort)}>
      <button type="button" onClick={() => onChange((latest) => nextSort(latest, sort))}>
        {label}
        {view.sort === sort && <span aria-hidden="true">{view.order === "asc" ? " ↑" : " ↓"}</span>}
      </button>
    </th>
  );
  return (
    <>
      <MovedNotice moved={moved} onLetIn={onLetIn} />
      <table ref={table} {...holding(onHold)} className={refreshing ? "board refreshing" : "board"}>
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
    </>
  );
}

/** Floats over the head of the table, so that it moves nothing itself. */
const MovedNotice = ({ moved, onLetIn }: { moved: number; onLetIn: () => void }) => (
  <div className="moved" role="status">
    {moved > 0 && (
      <button type="button" className="button small primary" onClick={onLetIn}>
        {plural(moved, "objective")} moved <kbd>r</kbd>
      </button>
    )}
  </div>
);

/** A mouse over the rows or the keyboard on one of them holds the order; a finger that scrolls does not. */
const holding = (onHold: (held: boolean) => void) => ({
  onPointerEnter: (event: PointerEvent) => event.pointerType === "mouse" && onHold(true),
  onPointerLeave: () => onHold(false),
  onFocus: (event: FocusEvent) => event.target.matches(".row-link:focus-visible") && onHold(true),
  onBlur: (event: FocusEvent) => !event.currentTarget.matches(":hover") && onHold(false),
});

const ariaSort = (view: BoardView, sort: BoardSort): "ascending" | "descending" | "none" =>
  view.sort !== sort ? "none" : view.order === "asc" ? "ascending" : "descending";
