import type { Alert } from "@solvent/api-contract";
import { Link } from "react-router";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import type { View } from "../../lib/alert-text.ts";
import { hasMoreAlerts, toAlertTimeline } from "./alert-timeline.model.ts";

interface AlertTimelineProps {
  readonly name: string;
  readonly query: {
    readonly data: { readonly items: readonly Alert[] } | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  readonly view: View;
}

export function AlertTimeline({ name, query, view }: AlertTimelineProps) {
  const alerts = query.data?.items;
  return (
    <section className="section">
      <h2>Alerts</h2>
      {query.error !== null && <ProblemNotice what="The alerts could not be loaded" error={query.error} onRetry={() => query.refetch()} />}
      {alerts?.length === 0 && <p className="small ink-3">None has fired.</p>}
      {alerts !== undefined && alerts.length > 0 && (
        <ol className="timeline">
          {toAlertTimeline(alerts, view).map((item) => (
            <li key={item.id} className={item.state}>
              <span className="at">{item.at}</span>
              <Icon name={item.icon} size={14} />
              <div>
                <Link to={`/alerts/${item.id}`}>{item.what}</Link>
                <div className="ink-2">{item.detail}</div>
                <div className="small ink-3">{item.told}</div>
              </div>
            </li>
          ))}
        </ol>
      )}
      {alerts !== undefined && hasMoreAlerts(alerts) && (
        <Link className="small" to={`/alerts?objective=${name}`}>
          All alerts
        </Link>
      )}
    </section>
  );
}
