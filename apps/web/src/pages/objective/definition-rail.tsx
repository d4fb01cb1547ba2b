import type { Objective } from "@solvent/api-contract";
import { Icon } from "../../components/icon.tsx";
import { toDefinitionRows } from "./definition.model.ts";

export const DefinitionRail = ({ objective, zone }: { objective: Objective; zone: string }) => (
  <section className="section">
    <h2>Definition</h2>
    <dl className="kv">
      {toDefinitionRows(objective, zone).map((row) => (
        <div key={row.term}>
          <dt>{row.term}</dt>
          <dd>{row.text}</dd>
        </div>
      ))}
    </dl>
    {objective.measurement.warnings.length > 0 && (
      <ul className="warnings">
        {objective.measurement.warnings.map((warning) => (
          <li key={warning}>
            <Icon name="at-risk" size={14} /> <span>{warning}</span>
          </li>
        ))}
      </ul>
    )}
  </section>
);
