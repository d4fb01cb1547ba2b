import { Link } from "react-router";
import { EpisodeCells } from "./episode-cells.tsx";
import type { FleetRow } from "./fleet.model.ts";

/** The episodes of many objectives, the most expensive first. */
export const FleetTable = ({ rows }: { rows: readonly FleetRow[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
  <section className="scroller" aria-label="Episodes" tabIndex={0}>
    <table className="lined ledger">
      <thead>
        <tr>
          <th scope="col">Objective</th>
          <th scope="col">Started</th>
          <th scope="col">Lasted</th>
          <th scope="col" className="r">
            Share of its budget
          </th>
          <th scope="col" className="r">
            Bad
          </th>
          <th scope="col" className="r">
            Peak burn
          </th>
          <th scope="col">Alerts</th>
          <th scope="col">What happened</th>
          <th scope="col">Cause</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              <Link to={`/objectives/${row.objective}#episodes`}>{row.title}</Link>
              <div className="small ink-3">{row.of}</div>
            </th>
            <td>{row.started}</td>
            <td>{row.open ? <b className="tone-spent">{row.lasted}</b> : row.lasted}</td>
            <td className="r">
              <b>{row.share}</b>
            </td>
            <td className="r">
              {row.bad} <span className="ink-3">{row.unit}</span>
            </td>
            <EpisodeCells row={row} />
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
