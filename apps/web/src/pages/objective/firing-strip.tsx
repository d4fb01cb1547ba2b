import type { Alert, Objective, ObjectiveSummary } from "@solvent/api-contract";
import { Link } from "react-router";
import { Icon } from "../../components/icon.tsx";
import { blindText, type View } from "../../lib/alert-text.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { formatDate, formatSince, msOfIso } from "../../lib/time.ts";
import { capital } from "../../lib/words.ts";
import { subjectsOfObjective } from "../mutes/mute.model.ts";
import { MuteButton } from "../mutes/mute-button.tsx";
import type { FiringStrip } from "./objective.model.ts";

interface FiringStripProps {
  readonly strip: FiringStrip;
  /** The alert that is open; null while it is not known. */
  readonly alert: Alert | null;
  readonly view: View;
}

export function FiringStripView({ strip, alert, view }: FiringStripProps) {
  const blind = alert === null ? "" : blindText(alert.blindSince, view);
  const objective = alert?.subject.objective ?? null;
  return (
    <div className={`strip ${strip.severity}`}>
      <p role="status">
        <Icon name={strip.severity} size={18} /> <b>{strip.lead}</b> {strip.detail}
        {blind !== "" && (
          <>
            {" "}
            <span className="hatched" aria-hidden="true" /> {capital(blind)}.
          </>
        )}
        {strip.muted !== "" && (
          <>
            {" "}
            <Icon name="muted" size={14} /> {strip.muted}
          </>
        )}
      </p>
      {alert !== null && (
        <>
          <span className="spacer" />
          <div className="actions">
            <Link className="button primary" to={`/alerts/${alert.id}`}>
              Open the alert
            </Link>
            {strip.muted === "" && objective !== null && (
              <MuteButton groups={subjectsOfObjective(objective)} label={`Mute ${titleOf(objective)}`} />
            )}
          </div>
        </>
      )}
    </div>
  );
}

/** Nothing fires, but nobody would be told if it did. */
export const MutedStrip = ({ text }: { text: string }) => (
  <div className="strip unknown" role="status">
    <p>
      <Icon name="muted" size={18} /> <b>{text}</b> Alerts go on and are recorded. <Link to="/notifications">Look at the mutes</Link>
    </p>
  </div>
);

export const GeneratedStrip = ({ lead, detail }: { lead: string; detail: string }) => (
  <div className="strip unknown quiet">
    <p>
      <span className="hatched" aria-hidden="true" /> <b>{lead}</b> {detail}
    </p>
  </div>
);

/** Its labels are gone from the source: it is judged no more, and what it was stays. It is restored by its series, never by hand. */
export const ArchivedStrip = ({ objective, zone }: { objective: Objective & { readonly archivedAt: string }; zone: string }) => (
  <div className="strip unknown" role="status">
    <p>
      <Icon name="no-data" size={18} /> <b>Archived on {formatDate(msOfIso(objective.archivedAt), zone)}.</b> Nothing is read or alerted any
      more; figures are those of the last minute that was read. It comes back by itself when its source has series with its labels again.
      {objective.group !== null && (
        <>
          {" "}
          <Link to={`/groups/${objective.group}`}>Look at the group</Link>
        </>
      )}
    </p>
  </div>
);

interface NoDataStripProps {
  readonly summary: ObjectiveSummary;
  readonly lastKnownMs: number;
  readonly view: { readonly nowMs: number; readonly zone: string };
}

/** The last known figures stay on the page; this says as of when, and why nothing newer came. */
export const NoDataStrip = ({ summary, lastKnownMs, view }: NoDataStripProps) => (
  <div className="strip unknown" role="status">
    <p>
      <Icon name="no-data" size={18} />{" "}
      <b>
        Figures as of {formatSince(lastKnownMs, view.nowMs, view.zone)}
        {summary.reason === null ? "." : `: ${summary.reason}.`}
      </b>{" "}
      Alerts are frozen, nothing is assumed good.{" "}
      {summary.source === null ? <a href="#parts">Look at its parts</a> : <Link to="/sources">Look at the source {summary.source}</Link>}
    </p>
  </div>
);
