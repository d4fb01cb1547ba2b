import type { AlertDetail } from "@solvent/api-contract";
import { Icon } from "../../components/icon.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import type { View } from "../../lib/alert-text.ts";
import { toBill, toBudgetThen, toTimeline, unitOf } from "./alert.model.ts";

export const AlertRail = ({ alert, view }: { alert: AlertDetail; view: View }) => (
  <aside className="rail" aria-label="Time line, budget and bill">
    <section className="section">
      <h2>Time line</h2>
      <ol className="timeline">
        {toTimeline(alert, view).map((entry) => (
          <li key={entry.key}>
            <span className="at">{entry.at}</span>
            <Icon name={entry.icon} size={14} />
            <div>
              <b>{entry.what}</b>
              {entry.detail !== "" && <div className="ink-2">{entry.detail}</div>}
            </div>
          </li>
        ))}
      </ol>
    </section>
    {alert.evidence !== null && (
      <section className="section">
        <h2>Budget then</h2>
        <KeyValues rows={toBudgetThen(alert.evidence, unitOf(alert))} />
      </section>
    )}
    <section className="section">
      <h2>Bill</h2>
      {alert.bill === null ? (
        <p className="small ink-3">{alert.state === "firing" ? "It is made when the alert is over." : "There is none for this alert."}</p>
      ) : (
        <KeyValues rows={toBill(alert, view)} />
      )}
    </section>
  </aside>
);
