import { Link } from "react-router";
import { HappenedList } from "../annotations/happened-list.tsx";
import type { LedgerRow } from "./episodes.model.ts";

/** Peak, alerts, what happened and the cause of an episode: the same cells in every table of episodes. */
export const EpisodeCells = ({ row }: { readonly row: LedgerRow }) => (
  <>
    <td className="r" title={row.peak.detail}>
      {row.peak.text}
    </td>
    <td>
      {row.alerts.length === 0 && <span className="ink-3">none</span>}
      {row.alerts.map((alert) => (
        <div key={alert.id}>
          <Link to={`/alerts/${alert.id}`}>{alert.text}</Link>
        </div>
      ))}
    </td>
    <td className="reason">
      <HappenedList items={row.happened} />
    </td>
    <td className="cause">
      {row.cause ?? <span className="ink-3">not named</span>}
      <div className="small ink-3">{row.owner}</div>
    </td>
  </>
);
