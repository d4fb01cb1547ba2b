import type { Source, SourceKind } from "@solvent/api-contract";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useTestSavedSource } from "../../api/sources.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { toFailureStrip } from "./source.model.ts";
import { DeleteSource, EditSource } from "./source-dialogs.tsx";
import { initialValues } from "./source-form.model.ts";
import { SourceStrip } from "./source-strip.tsx";
import { addressOf, toHealthView, type View } from "./sources.model.ts";
import { TestVerdict } from "./test-verdict.tsx";

interface SourceHeadProps {
  readonly source: Source;
  /** Null while it is not known, or for one that this server does not know. */
  readonly kind: SourceKind | null;
}

/** What it is, whether it answers, and what can be done with it. */
export function SourceHead({ source, kind }: SourceHeadProps) {
  const [dialog, setDialog] = useState<"edit" | "delete" | null>(null);
  const navigate = useNavigate();
  const view = { nowMs: useNow(60_000), zone: useZone() };
  const test = useTestSavedSource();
  const close = () => setDialog(null);
  const failure = toFailureStrip(source, kind, view);
  return (
    <>
      <nav className="crumb" aria-label="Where this is">
        <Link to="/sources">Sources</Link> / {source.kindTitle}
      </nav>
      <div className="objective-head">
        <div className="grow">
          <h1>{titleOf(source)}</h1>
          <Meaning source={source} view={view} />
        </div>
        <div className="actions">
          <button type="button" className="button primary" onClick={() => test.mutate(source.name)} disabled={test.isPending}>
            Test connection
          </button>
          {kind !== null && (
            <button type="button" className="button" onClick={() => setDialog("edit")}>
              Edit
            </button>
          )}
          <button type="button" className="button" onClick={() => setDialog("delete")}>
            Delete
          </button>
        </div>
      </div>
      {failure !== null && test.data === undefined && <SourceStrip failure={failure} />}
      <div className="tested" aria-live="polite">
        {test.isPending && <p className="small ink-2">Asking {titleOf(source)}…</p>}
        {test.data !== undefined && kind !== null && (
          <TestVerdict result={test.data} kind={kind} connection={initialValues(kind, source).connection} />
        )}
        {test.error !== null && (
          <ProblemNotice what="The connection could not be tested" error={test.error} onRetry={() => test.mutate(source.name)} />
        )}
      </div>
      {dialog === "edit" && kind !== null && <EditSource source={source} kind={kind} onClose={close} />}
      {dialog === "delete" && <DeleteSource source={source} onDeleted={() => void navigate("/sources")} onClose={close} />}
    </>
  );
}

function Meaning({ source, view }: { source: Source; view: View }) {
  const health = toHealthView(source.health, view);
  const address = addressOf(source.connection);
  return (
    <div className="meaning">
      <span className={`state tone-${health.tone}`}>
        <Icon name={health.icon} /> {health.word}
      </span>
      <span>
        {source.kindTitle} · <code>{source.name}</code>
      </span>
      {address !== "" && <span className="address">{address}</span>}
      {source.description !== null && <span>{source.description}</span>}
    </div>
  );
}
