import type { Source, SourceKind } from "@solvent/api-contract";
import { useRef } from "react";
import { Link } from "react-router";
import { useSourceKinds, useSources, useTestSavedSource } from "../../api/sources.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { moveRowFocus } from "../../components/row-focus.ts";
import { Skeleton } from "../../components/skeleton.tsx";
import { useKeys } from "../../components/use-keys.ts";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { initialValues } from "./source-form.model.ts";
import { SourceRowView } from "./source-row.tsx";
import { toSourceRow } from "./sources.model.ts";
import { TestVerdict } from "./test-verdict.tsx";

export function SourcesPage() {
  useTitle("Sources");
  const sources = useSources();
  const kinds = useSourceKinds();
  return (
    <main id="main" className="wrap">
      <div className="lede">
        <div className="grow">
          <h1>Sources</h1>
          <p>The systems that Solvent reads from, and those that send to it.</p>
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
      {sources.data !== undefined && sources.data.items.length > 0 && (
        <SourceList sources={sources.data.items} kinds={kinds.data?.items ?? []} />
      )}
    </main>
  );
}

function SourceList({ sources, kinds }: { sources: readonly Source[]; kinds: readonly SourceKind[] }) {
  const view = { nowMs: useNow(60_000), zone: useZone() };
  const test = useTestSavedSource();
  const list = useRef<HTMLUListElement>(null);
  useKeys({ j: () => moveRowFocus(list.current, 1), k: () => moveRowFocus(list.current, -1) });
  return (
    <ul ref={list} className="sources">
      {sources.map((source) => {
        const kind = kinds.find((one) => one.kind === source.kind);
        const tested = test.variables === source.name;
        return (
          <SourceRowView
            key={source.name}
            row={toSourceRow(source, view)}
            testing={test.isPending && tested}
            onTest={() => test.mutate(source.name)}
          >
            {tested && test.data !== undefined && kind !== undefined && (
              <TestVerdict result={test.data} kind={kind} connection={initialValues(kind, source).connection} />
            )}
            {tested && test.error !== null && <ProblemNotice what="The connection could not be tested" error={test.error} />}
          </SourceRowView>
        );
      })}
    </ul>
  );
}
