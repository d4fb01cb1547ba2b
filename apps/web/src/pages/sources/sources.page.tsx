import type { Source, SourceKind } from "@solvent/api-contract";
import { useState } from "react";
import { Link } from "react-router";
import { useDeleteSource, useSourceKinds, useSources, useTestSavedSource } from "../../api/sources.queries.ts";
import { ConfirmByName } from "../../components/confirm-by-name.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { SourceForm } from "./source-form.tsx";
import { SourceRowView } from "./source-row.tsx";
import { toSourceRow } from "./sources.model.ts";
import { TestVerdict } from "./test-verdict.tsx";

export function SourcesPage() {
  useTitle("Sources");
  const sources = useSources();
  const kinds = useSourceKinds();
  const [dialog, setDialog] = useState<{ readonly show: "edit" | "delete"; readonly source: Source } | null>(null);
  const view = { nowMs: useNow(60_000), zone: useZone() };
  const test = useTestSavedSource();
  const close = () => setDialog(null);
  const kindOf = (source: Source): SourceKind | undefined => kinds.data?.items.find((kind) => kind.kind === source.kind);
  return (
    <main id="main" className="wrap">
      <div className="lede">
        <div className="grow">
          <h1>Sources</h1>
          <p>The metrics systems that Solvent reads from.</p>
        </div>
        <Link className="button primary" to="/welcome">
          Connect a source
        </Link>
      </div>
      {sources.isError && <ProblemNotice what="The sources could not be loaded" error={sources.error} onRetry={() => sources.refetch()} />}
      {kinds.isError && (
        <ProblemNotice what="The kinds of source could not be loaded" error={kinds.error} onRetry={() => kinds.refetch()} />
      )}
      {sources.isPending && <Skeleton rows={3} label="Loading the sources" />}
      {sources.data?.items.length === 0 && <p className="ink-2">No source is connected yet.</p>}
      <ul className="sources">
        {sources.data?.items.map((source) => (
          <SourceRowView
            key={source.name}
            row={toSourceRow(source, view)}
            testing={test.isPending && test.variables === source.name}
            onTest={() => test.mutate(source.name)}
            {...(kindOf(source) === undefined ? {} : { onEdit: () => setDialog({ show: "edit", source }) })}
            onDelete={() => setDialog({ show: "delete", source })}
          >
            {test.variables === source.name && test.data !== undefined && <TestVerdict result={test.data} />}
            {test.variables === source.name && test.error !== null && <ProblemNotice what="The test failed" error={test.error} />}
          </SourceRowView>
        ))}
      </ul>
      {dialog?.show === "edit" && <EditSource source={dialog.source} kind={kindOf(dialog.source)} onClose={close} />}
      {dialog?.show === "delete" && <DeleteSource source={dialog.source} onClose={close} />}
    </main>
  );
}

function EditSource({ source, kind, onClose }: { source: Source; kind: SourceKind | undefined; onClose: () => void }) {
  if (kind === undefined) return null;
  return (
    <Dialog title={`Edit ${source.displayName ?? source.name}`} onClose={onClose}>
      <SourceForm kind={kind} source={source} onSaved={onClose} onCancel={onClose} />
    </Dialog>
  );
}

function DeleteSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const remove = useDeleteSource();
  return (
    <ConfirmByName
      title={`Delete ${source.displayName ?? source.name}?`}
      consequence={
        source.objectives === 0
          ? "Its address and secrets go. No objective reads from it."
          : "Objectives still read from it, so this will be refused until they are changed or deleted."
      }
      name={source.name}
      action="Delete"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(source, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
