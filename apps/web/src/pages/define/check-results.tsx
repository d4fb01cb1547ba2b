import type { CheckResult } from "@solvent/api-contract";
import { HourColumns } from "../../charts/hour-columns.tsx";
import { Icon } from "../../components/icon.tsx";
import { type CheckedView, toCheckedView } from "./define.model.ts";

const VERDICT_ICONS = { left: "on-target", spent: "exhausted", unknown: "no-data" } as const;

export const CheckResults = ({ result, outdated }: { result: CheckResult; outdated: boolean }) => (
  <div className={outdated ? "checked outdated" : "checked"}>
    <h2>What the source says</h2>
    {outdated && <p className="hint">The text changed since this check.</p>}
    {result.objectives.length === 0 && <p className="ink-2">There is no objective in the text.</p>}
    {result.objectives.map((objective) => (
      <Checked key={objective.name} view={toCheckedView(objective)} />
    ))}
  </div>
);

const Checked = ({ view }: { view: CheckedView }) => (
  <article className="checked-one">
    <div className="checked-head">
      <h3>{view.title}</h3>
      <span className="small ink-3">{view.promise}</span>
      <span className={`verdict-word tone-${view.verdict.tone}`}>
        <Icon name={VERDICT_ICONS[view.verdict.tone]} size={14} /> {view.verdict.text}
      </span>
    </div>
    {view.failure !== null && (
      <p className="failure">
        {view.failure.place !== null && <code>{view.failure.place}</code>} {view.failure.text}
      </p>
    )}
    {view.figures.length > 0 && (
      <dl className="figures">
        {view.figures.map((figure) => (
          <div key={figure.label}>
            <dd>{figure.value}</dd>
            <dt>{figure.label}</dt>
          </div>
        ))}
      </dl>
    )}
    {view.hours.length > 0 && <HourColumns hours={view.hours} label={`${view.counted} of ${view.title} per hour, last 24 hours`} />}
    <ul className="facts">
      {view.facts.map((fact) => (
        <li key={fact}>
          <Icon name="tick" size={14} /> <span>{fact}</span>
        </li>
      ))}
      {view.warnings.map((warning) => (
        <li key={warning}>
          <Icon name="at-risk" size={14} /> <span>{warning}</span>
        </li>
      ))}
    </ul>
  </article>
);
