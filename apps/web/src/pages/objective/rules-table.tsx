import type { ObjectiveStatus } from "@solvent/api-contract";
import { useState } from "react";
import { Link } from "react-router";
import { Icon } from "../../components/icon.tsx";
import { BurnBadge } from "../../components/state.tsx";
import { titleOf } from "../../lib/objective-text.ts";
import { DetectionDialog } from "../policies/detection-dialog.tsx";
import { type ConditionRow, toConditionRows, toRuleRows } from "./objective.model.ts";

interface RulesTableProps {
  readonly status: ObjectiveStatus;
  readonly view: { readonly nowMs: number; readonly zone: string };
}

/** What tells of this objective: its policies, their burn rules, and their other conditions. */
export function RulesTable({ status, view }: RulesTableProps) {
  const [detection, setDetection] = useState(false);
  const { name } = status.summary;
  const conditions = toConditionRows(status, view);
  return (
    <section className="section">
      <h2>Alert rules</h2>
      <Policies names={status.policies} />
      {status.rules.length > 0 && <BurnRules status={status} />}
      {conditions.length > 0 && <Conditions rows={conditions} />}
      <p className="small ink-3">
        {status.rules.length > 0 && "A rule fires when both windows are over its limit. "}
        <button type="button" className="link" onClick={() => setDetection(true)}>
          How soon they fire
        </button>{" "}
        · <Link to={`/objectives/${name}/backtest`}>Try other rules on history</Link>
      </p>
      {detection && <DetectionDialog name={name} title={titleOf(status.summary)} onClose={() => setDetection(false)} />}
    </section>
  );
}

const Policies = ({ names }: { names: readonly string[] }) => (
  <p className="small">
    {names.length === 0 ? (
      <>
        Default policy of its target and window. <Link to="/policies">All policies</Link>
      </>
    ) : (
      <>
        <span className="ink-3">{names.length === 1 ? "Policy " : "Policies "}</span>
        {names.map((policy, i) => (
          <span key={policy}>
            {i > 0 && ", "}
            <Link to={`/policies/${policy}`}>{policy}</Link>
          </span>
        ))}
      </>
    )}
  </p>
);

const BurnRules = ({ status }: { status: ObjectiveStatus }) => (
  <table className="lined">
    <caption className="visually-hidden">Burn rules now</caption>
    <thead>
      <tr>
        <th scope="col">Rule</th>
        <th scope="col" className="r">
          Long
        </th>
        <th scope="col" className="r">
          Short
        </th>
        <th scope="col" className="r">
          Limit
        </th>
        <th scope="col">Now</th>
      </tr>
    </thead>
    <tbody>
      {toRuleRows(status).map((rule) => (
        <tr key={rule.name}>
          <th scope="row" title={rule.name}>
            {rule.title}
          </th>
          <td className="r">{rule.long}</td>
          <td className="r">{rule.short}</td>
          <td className="r ink-2">{rule.limit}</td>
          <td>
            <BurnBadge word={rule.word} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Conditions = ({ rows }: { rows: readonly ConditionRow[] }) => (
  <table className="lined wraps conditions">
    <caption className="visually-hidden">Conditions beyond burn rules now</caption>
    <thead>
      <tr>
        <th scope="col">Condition</th>
        <th scope="col" className="r">
          Value
        </th>
        <th scope="col" className="r">
          Limit
        </th>
        <th scope="col">Now</th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={row.name}>
          <th scope="row" title={row.name}>
            {row.title}
            <div className="small ink-3">{row.sentence}</div>
          </th>
          <td className="r">{row.value}</td>
          <td className="r ink-2">{row.limit}</td>
          <td>
            {row.firing === null ? (
              <span className="ink-3">{row.judged ? "quiet" : "not judged"}</span>
            ) : (
              <span className={`tone-${row.severity === "page" ? "spent" : "risk"}`}>
                <Icon name={row.severity} size={12} /> <b>fires</b>
                <div className="small">{row.firing}</div>
              </span>
            )}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
