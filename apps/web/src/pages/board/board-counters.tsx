import type { ObjectiveList } from "@solvent/api-contract";
import { Link } from "react-router";
import { Icon } from "../../components/icon.tsx";
import { STATE_LABELS } from "../../lib/words.ts";
import { toCounters, totalOf } from "./board.model.ts";
import { type BoardView, toggleState, type ViewUpdate } from "./board-url.ts";

interface BoardCountersProps {
  readonly counts: ObjectiveList["counts"];
  readonly firing: ObjectiveList["firing"];
  readonly view: BoardView;
  readonly onChange: (update: ViewUpdate) => void;
}

export const BoardCounters = ({ counts, firing, view, onChange }: BoardCountersProps) => (
  <div className="counters">
    <fieldset className="counter-group" aria-label="Filter by state">
      <button type="button" aria-pressed={view.states.length === 0} onClick={() => onChange((latest) => ({ ...latest, states: [] }))}>
        <span className="n">{totalOf(counts)}</span>
        <span className="l">All objectives</span>
      </button>
      {toCounters(counts).map(({ state, count }) => (
        <button
          key={state}
          type="button"
          className={count === 0 ? "zero" : undefined}
          aria-pressed={view.states.includes(state)}
          onClick={() => onChange((latest) => toggleState(latest, state))}
        >
          <span className="n">
            <Icon name={state} />
            {count}
          </span>
          <span className="l">{STATE_LABELS[state]}</span>
        </button>
      ))}
    </fieldset>
    <span className="spacer" />
    <FiringCount severity="page" count={firing.page} label="Page firing" />
    <FiringCount severity="ticket" count={firing.ticket} label="Ticket open" />
  </div>
);

const FiringCount = ({ severity, count, label }: { severity: "page" | "ticket"; count: number; label: string }) => (
  <Link className={count === 0 ? "counter zero" : "counter"} to={`/alerts?state=firing&severity=${severity}`}>
    <span className="n">
      <Icon name={severity} />
      {count}
    </span>
    <span className="l">{label}</span>
  </Link>
);
