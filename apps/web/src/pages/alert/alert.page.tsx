import { type AlertDetail, ApiError } from "@solvent/api-contract";
import { Link, useParams } from "react-router";
import { useAlert } from "../../api/alerts.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { AlertBadge, SeverityMark } from "../../components/state.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { alertState, ownerText, subjectTitle, type View } from "../../lib/alert-text.ts";
import { ALERT_KIND_LABELS } from "../../lib/words.ts";
import { subjectsOfObjective } from "../mutes/mute.model.ts";
import { MuteButton } from "../mutes/mute-button.tsx";
import { objectiveHref, openedText, toAlertHead } from "./alert.model.ts";
import { AlertRail } from "./alert-rail.tsx";
import { EvidenceSection } from "./evidence-section.tsx";
import { NotificationsSection } from "./notifications-table.tsx";

export function AlertPage() {
  const { id = "" } = useParams();
  const alert = useAlert(id);
  const view = { nowMs: useNow(30_000), zone: useZone() };
  useTitle(alert.data === undefined ? "Alert" : toAlertHead(alert.data, view).title);
  if (alert.data === undefined) return <Unloaded error={alert.error} onRetry={() => alert.refetch()} />;
  return (
    <main id="main" className="wrap">
      <AlertHead alert={alert.data} view={view} />
      {alert.isError && <ProblemNotice what="The alert could not be refreshed" error={alert.error} onRetry={() => alert.refetch()} />}
      <div className="cols">
        <div className="main-col">
          <EvidenceSection alert={alert.data} />
          <NotificationsSection alert={alert.data} view={view} />
          <p className="small ink-3 section">
            Opened {openedText(alert.data, view.zone)}. Times are {view.zone}.
          </p>
        </div>
        <AlertRail alert={alert.data} view={view} />
      </div>
    </main>
  );
}

function AlertHead({ alert, view }: { alert: AlertDetail; view: View }) {
  const head = toAlertHead(alert, view);
  const href = objectiveHref(alert, view.nowMs);
  const { objective, source } = alert.subject;
  const mutable = alert.state === "firing" && objective?.deleted !== true;
  return (
    <>
      <nav className="crumb" aria-label="Where this is">
        <Link to="/alerts">Alerts</Link>
        {objective !== null && (
          <>
            {" "}
            / <Link to={`/alerts?objective=${objective.name}`}>{subjectTitle(alert)}</Link>
          </>
        )}
        {source !== null && objective === null && (
          <>
            {" "}
            / <Link to={`/alerts?source=${source}`}>{source}</Link>
          </>
        )}
      </nav>
      <div className="objective-head">
        <div className="grow" aria-live="polite">
          <h1>{head.title}</h1>
          <p className="ink-2">{head.detail}</p>
          <div className="meaning">
            <AlertBadge state={alertState(alert)} severity={alert.severity} />
            <SeverityMark severity={alert.severity} open={alert.state === "firing"} />
            <span>{ALERT_KIND_LABELS[alert.kind]}</span>
            {ownerText(alert) !== "" && <span>{ownerText(alert)}</span>}
            {alert.origin === "refill" && <span className="tone-unknown">found later, nobody was told</span>}
          </div>
        </div>
        <div className="actions">
          {href !== null && (
            <Link className="button primary" to={href}>
              Open objective
            </Link>
          )}
          {source !== null && objective === null && (
            <Link className="button primary" to="/sources">
              Open sources
            </Link>
          )}
          {mutable && <MuteButton groups={subjectsOfObjective(objective)} label={`Mute ${subjectTitle(alert)}`} />}
        </div>
      </div>
    </>
  );
}

function Unloaded({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const unknown = error instanceof ApiError && (error.code === "alert.not-found" || error.code === "request.invalid");
  return (
    <main id="main" className="wrap narrow block">
      <h1>{unknown ? "There is no such alert" : "Alert"}</h1>
      {unknown ? (
        <p>
          <Link className="button primary" to="/alerts">
            Show all alerts
          </Link>
        </p>
      ) : error === null ? (
        <Skeleton rows={6} label="Loading the alert" />
      ) : (
        <ProblemNotice what="The alert could not be loaded" error={error} onRetry={onRetry} />
      )}
    </main>
  );
}
