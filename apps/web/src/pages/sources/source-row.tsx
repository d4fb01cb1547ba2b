import type { ReactNode } from "react";
import { Link } from "react-router";
import { Icon } from "../../components/icon.tsx";
import type { SourceRow } from "./sources.model.ts";

interface SourceRowViewProps {
  readonly row: SourceRow;
  readonly testing: boolean;
  readonly onTest: () => void;
  readonly children: ReactNode;
}

export const SourceRowView = ({ row, testing, onTest, children }: SourceRowViewProps) => (
  <li>
    <div className="source">
      <div className="source-name">
        <h2>
          <Link className="row-link plain" to={`/sources/${row.name}`}>
            {row.title}
          </Link>
        </h2>
        <div className="small ink-3">
          {row.kind} · <code>{row.name}</code>
          {row.address !== "" && <> · {row.address}</>}
        </div>
      </div>
      <div className="source-health">
        <span className={`state tone-${row.health.tone}`}>
          <Icon name={row.health.icon} /> {row.health.word}
        </span>
        <div className="small ink-2">{row.health.detail}</div>
      </div>
      <div className="small ink-2 source-reading">
        <div>{row.delay}</div>
        <div>{row.load}</div>
      </div>
      <Link className="small" to={`/?source=${row.name}`}>
        {row.objectives}
      </Link>
      <div className="actions">
        <button type="button" className="button small" onClick={onTest} disabled={testing}>
          Test
        </button>
      </div>
    </div>
    <div aria-live="polite">{children}</div>
  </li>
);
