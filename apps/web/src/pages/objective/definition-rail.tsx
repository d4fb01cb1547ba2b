import type { Objective } from "@solvent/api-contract";
import { Icon } from "../../components/icon.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { toDefinitionRows } from "./definition.model.ts";

export const DefinitionRail = ({ objective, zone }: { objective: Objective; zone: string }) => (
  <section className="section">
    <h2>Definition</h2>
    <KeyValues rows={toDefinitionRows(objective, zone)} />
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
