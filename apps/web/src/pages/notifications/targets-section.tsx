import type { NotificationKind, NotificationTarget } from "@solvent/api-contract";
import { type ReactNode, useState } from "react";
import { useTestSavedTarget } from "../../api/notifications.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import type { View } from "../../lib/alert-text.ts";
import { DeleteTarget, EditTarget } from "./target-dialogs.tsx";
import { type TargetRow, toTargetRow } from "./targets.model.ts";
import { VerdictView } from "./verdict-view.tsx";

interface TargetsSectionProps {
  readonly targets: readonly NotificationTarget[];
  readonly kinds: readonly NotificationKind[];
  readonly view: View;
}

export function TargetsSection({ targets, kinds, view }: TargetsSectionProps) {
  const [dialog, setDialog] = useState<{ readonly show: "edit" | "delete"; readonly target: NotificationTarget } | null>(null);
  const test = useTestSavedTarget();
  const close = () => setDialog(null);
  const kindOf = (target: NotificationTarget) => kinds.find((kind) => kind.kind === target.kind);
  const edited = dialog?.show === "edit" ? kindOf(dialog.target) : undefined;
  return (
    <section className="section" aria-labelledby="targets">
      <h2 id="targets">Targets</h2>
      {targets.length === 0 && <p className="ink-2">There is none yet.</p>}
      <ul className="sources targets">
        {targets.map((target) => (
          <TargetLine
            key={target.name}
            row={toTargetRow(target, view)}
            testing={test.isPending && test.variables === target.name}
            onTest={() => test.mutate(target.name)}
            {...(kindOf(target) === undefined ? {} : { onEdit: () => setDialog({ show: "edit", target }) })}
            onDelete={() => setDialog({ show: "delete", target })}
          >
            {test.variables === target.name && test.data !== undefined && <VerdictView result={test.data} />}
            {test.variables === target.name && test.error !== null && (
              <ProblemNotice what="The test message was not sent" error={test.error} />
            )}
          </TargetLine>
        ))}
      </ul>
      {dialog !== null && edited !== undefined && (
        <EditTarget
          kind={edited}
          target={dialog.target}
          others={targets.filter(({ name }) => name !== dialog.target.name)}
          onClose={close}
        />
      )}
      {dialog?.show === "delete" && <DeleteTarget target={dialog.target} onClose={close} />}
    </section>
  );
}

interface TargetLineProps {
  readonly row: TargetRow;
  readonly testing: boolean;
  readonly onTest: () => void;
  /** Missing for a kind that this server does not know. */
  readonly onEdit?: () => void;
  readonly onDelete: () => void;
  readonly children: ReactNode;
}

const TargetLine = ({ row, testing, onTest, onEdit, onDelete, children }: TargetLineProps) => (
  <li>
    <div className="source target">
      <div>
        <h3>{row.title}</h3>
        <div className="small ink-3">
          {row.kind} · <code>{row.name}</code>
          {row.failover !== "" && <> · {row.failover}</>}
        </div>
      </div>
      <div>
        <span className={`state tone-${row.health.tone}`}>
          <Icon name={row.health.icon} /> {row.health.word}
        </span>
        <div className="small ink-2">{row.health.detail}</div>
        {row.backlog !== "" && <div className="small tone-spent">{row.backlog}</div>}
      </div>
      <div className="small ink-2">{row.routes}</div>
      <div className="actions">
        <button type="button" className="button small" onClick={onTest} disabled={testing}>
          Send test
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
