import type { ReactNode } from "react";
import { Link } from "react-router";
import { Icon } from "../../components/icon.tsx";
import type { SourceRow } from "./sources.model.ts";

interface SourceRowViewProps {
  readonly row: SourceRow;
  readonly testing: boolean;
  readonly onTest: () => void;
  /** Missing for a kind that this server does not know. */
  readonly onEdit?: () => void;
  readonly onDelete: () => void;
  readonly children: ReactNode;
}

export const SourceRowView = ({ row, testing, onTest, onEdit, onDelete, children }: SourceRowViewProps) => (
  <li>
    <div className="source">
      <div className="source-name">
        <h2>{row.title}</h2>
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
      <Link className="small" to={`/?source=${row.name}`}>
        {row.objectives}
      </Link>
      <div className="actions">
        <button type="button" className="button small" onClick={onTest} disabled={testing}>
          Test
        </button>
        {onEdit !== undefined && (
          <button type="button" className="button small" onClick={onEdit}>
            Edit
          </button>
        )}
        <button type="button" className="button small" onClick={onDelete}>
          Delete
        </button>
      </div>
    </div>
    <div aria-live="polite">{children}</div>
  </li>
);
