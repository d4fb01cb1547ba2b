import type { AlertDetail } from "@solvent/api-contract";
import { Link } from "react-router";
import { useRetryNotification } from "../../api/alerts.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import type { View } from "../../lib/alert-text.ts";
import { type NotificationRow, noNotificationText, toNotificationRow } from "./notifications.model.ts";

export function NotificationsSection({ alert, view }: { alert: AlertDetail; view: View }) {
  const retry = useRetryNotification();
  return (
    <section className="section">
      <div className="section-head">
        <h2>What was sent where, and why</h2>
        <Link className="small" to="/notifications">
          Who is told
        </Link>
      </div>
      {retry.error !== null && <ProblemNotice what="It was not sent again" error={retry.error} />}
      {alert.notifications.length === 0 ? (
        <p className="ink-2">{noNotificationText(alert)}</p>
      ) : (
        <table className="lined stacked notices">
          <thead>
            <tr>
              <th scope="col">Target</th>
              <th scope="col">State</th>
              <th scope="col">When</th>
              <th scope="col">Answer, and why</th>
              <th scope="col">
                <span className="visually-hidden">Retry</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {alert.notifications.map((entry) => (
              <Row
                key={entry.id}
                row={toNotificationRow(entry, view)}
                pending={retry.isPending && retry.variables === entry.id}
                onRetry={() => retry.mutate(entry.id)}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const Row = ({ row, pending, onRetry }: { row: NotificationRow; pending: boolean; onRetry: () => void }) => (
  <tr>
    <th scope="row">
      {row.href === null ? <span className="ink-2">{row.target} (deleted)</span> : <Link to={row.href}>{row.target}</Link>}
      <div className="small ink-3">{row.event}</div>
    </th>
    <td>
      <span className={`state tone-${row.state.tone}`}>
        <Icon name={row.state.icon} size={13} /> {row.state.word}
      </span>
    </td>
    <td>
      {row.when}
      <div className="small ink-3">{row.whenDetail}</div>
    </td>
    <td className="answer">
      {row.why}
      <div className="small ink-2">
        {row.attempt}
        {row.answer !== "" && ` · ${row.answer}`}
      </div>
    </td>
    <td className="r">
      {row.retryable && (
        <button
          type="button"
          className="button small"
          aria-label={`Send to ${row.target} ${row.event} again`}
          disabled={pending}
          onClick={onRetry}
        >
          Retry
        </button>
      )}
    </td>
  </tr>
);
