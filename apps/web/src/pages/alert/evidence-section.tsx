import type { AlertDetail } from "@solvent/api-contract";
import { Icon } from "../../components/icon.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { unitWord } from "../../lib/figures.ts";
import { type KeyValue, toConditionRows, toEvidenceRows, unitOf } from "./alert.model.ts";

/** Why it fired: both windows as they stood at its opening. */
export const EvidenceSection = ({ alert }: { alert: AlertDetail }) => (
  <section className="section">
    <div className="section-head">
      <h2>Why it fired</h2>
      {alert.evidence !== null && <span className="d">Both windows have to be over the limit, so the lower burn governs</span>}
    </div>
    {alert.condition !== null && <ConditionEvidence rows={toConditionRows(alert)} sentence={alert.condition.sentence} />}
    {alert.evidence === null ? (
      alert.condition === null && <p className="ink-2">{alert.reason ?? "The server gave no reason."}</p>
    ) : (
      <table className="lined evidence">
        <thead>
          <tr>
            <th scope="col">Window</th>
            <th scope="col" className="r">
              Burn
            </th>
            <th scope="col" className="r">
              Limit
            </th>
            <th scope="col" className="r">
              Bad
            </th>
            <th scope="col" className="r">
              Of {unitWord(unitOf(alert))}
            </th>
            <th scope="col">
              <span className="visually-hidden">Which governs</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {toEvidenceRows(alert.evidence).map((row) => (
            <tr key={row.key} className={row.governs ? "governs" : undefined}>
              <th scope="row">{row.window}</th>
              <td className="r">{row.burn}</td>
              <td className="r ink-2">{row.limit}</td>
              <td className="r">{row.bad}</td>
              <td className="r">{row.total}</td>
              <td>
                {row.governs && (
                  <>
                    <Icon name="breached" size={11} /> governs
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);

const ConditionEvidence = ({ rows, sentence }: { rows: readonly KeyValue[]; sentence: string }) => (
  <>
    <p className="ink-2">{/[.!?]$/.test(sentence) ? sentence : `${sentence}.`}</p>
    <div className="condition-evidence">
      <KeyValues rows={rows} />
    </div>
  </>
);
