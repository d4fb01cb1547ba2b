import type { ObjectiveStatus } from "@solvent/api-contract";
import { Link } from "react-router";
import { BurnBadge } from "../../components/state.tsx";
import { toRuleRows } from "./objective.model.ts";

export const RulesTable = ({ status }: { status: ObjectiveStatus }) => (
  <section className="section">
    <h2>Alert rules</h2>
    <table className="lined">
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
    <p className="small ink-3">
      A rule fires when both windows are over its limit.{" "}
      <Link to={`/objectives/${status.summary.name}/backtest`}>Try other rules on history</Link>
    </p>
  </section>
);
