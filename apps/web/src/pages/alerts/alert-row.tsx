import { Link } from "react-router";
import { AlertBadge, SeverityMark } from "../../components/state.tsx";
import { subjectsOfObjective } from "../mutes/mute.model.ts";
import { MuteButton } from "../mutes/mute-button.tsx";
import type { AlertRow } from "./alerts.model.ts";

export const AlertRowView = ({ row }: { row: AlertRow }) => (
  <tr className={`row alert-${row.state}`}>
    <td className="k-state">
      <AlertBadge state={row.state} severity={row.severity} />
      <div className="under-state">
        <SeverityMark severity={row.severity} open={row.state !== "resolved"} />
      </div>
    </td>
    <th scope="row" className="k-name">
      <Link className="row-link" to={row.href} title={row.title}>
        {row.title}
      </Link>
      <div className="sub">
        {row.owner !== "" && `${row.owner} · `}
        {row.cause}
        {row.notes.map((note) => (
          <span key={note} className="tone-unknown">
            {" "}
            · {note}
          </span>
        ))}
      </div>
    </th>
    <td className="k-when">
      <div className="two">
        <div className="a">{row.since}</div>
        <div className="b">{row.lasted}</div>
      </div>
      {row.blind !== "" && (
        <div className="blind">
          <span className="hatched" aria-hidden="true" /> {row.blind}
        </div>
      )}
    </td>
    <td className="k-burn">
      <div className="two">
        <div className="a">{row.seen}</div>
        <div className="b">{row.limit}</div>
      </div>
    </td>
    <td className="k-cost">
      <div className="two">
        <div className="a">{row.cost.share}</div>
        <div className="b">{row.cost.detail}</div>
      </div>
    </td>
    <td className="k-told">
      <div className="two">
        <div className={`a tone-${row.told.tone}`}>{row.told.text}</div>
        <div className="b">
          <span className={row.told.failed ? "tone-spent" : undefined}>{row.told.detail}</span>
          {row.muted !== "" && (
            <>
              {row.told.detail !== "" && " · "}
              {row.muted}
            </>
          )}
        </div>
      </div>
    </td>
    <td className="k-mute r">
      {row.mutable !== null && row.muted === "" && (
        <MuteButton small groups={subjectsOfObjective(row.mutable)} label={`Mute ${row.title}`} />
      )}
    </td>
  </tr>
);
