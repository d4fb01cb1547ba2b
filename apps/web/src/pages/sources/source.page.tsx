import { ApiError, type Source, type SourceKind } from "@solvent/api-contract";
import { Link, useParams } from "react-router";
import { useSource, useSourceKinds } from "../../api/sources.queries.ts";
import { KeyValues } from "../../components/key-values.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { searchableSources } from "../look-up/look-up.model.ts";
import { LookUpPanel } from "../look-up/look-up-panel.tsx";
import { toConnectionTerms, toSourceTerms, toSourceTiles } from "./source.model.ts";
import { SourceHead } from "./source-head.tsx";
import { SourceObjectives } from "./source-objectives.tsx";
import { TokenSection } from "./token-section.tsx";

export function SourcePage() {
  const { name = "" } = useParams();
  return <SourceByName key={name} name={name} />;
}

function SourceByName({ name }: { name: string }) {
  const source = useSource(name);
  const kinds = useSourceKinds();
  useTitle(source.data === undefined ? name : titleOf(source.data));
  if (source.data === undefined) return <Unloaded name={name} error={source.error} onRetry={() => source.refetch()} />;
  const kind = kinds.data?.items.find((one) => one.kind === source.data.kind) ?? null;
  return (
    <main id="main" className="wrap">
      <SourceHead source={source.data} kind={kind} />
      {source.isError && <ProblemNotice what="The source could not be refreshed" error={source.error} onRetry={() => source.refetch()} />}
      {kinds.isError && <ProblemNotice what="Its form could not be loaded" error={kinds.error} onRetry={() => kinds.refetch()} />}
      <Body source={source.data} kind={kind} />
    </main>
  );
}

function Body({ source, kind }: { source: Source; kind: SourceKind | null }) {
  const view = { nowMs: useNow(60_000), zone: useZone() };
  const searchable = kind === null ? [] : searchableSources([source], [kind]);
  return (
    <>
      <div className="tiles">
        {toSourceTiles(source, view).map(({ label, value, hint }) => (
          <div key={label} className="tile">
            <div className="l">{label}</div>
            <div className="v">{value}</div>
            <div className="h">{hint}</div>
          </div>
        ))}
      </div>
      <div className="cols">
        <div className="main-col">
          {source.receives && <TokenSection source={source} view={view} />}
          <SourceObjectives source={source} />
          {searchable.length > 0 && (
            <section className="section" aria-labelledby="names">
              <div className="section-head">
                <h2 id="names">Look up names</h2>
                <span className="d">What it knows, for writing a query</span>
              </div>
              <LookUpPanel sources={searchable} />
            </section>
          )}
        </div>
        <aside className="rail" aria-label="Definition of the source">
          <section className="section">
            <h2>Connection</h2>
            <KeyValues rows={toConnectionTerms(source, kind)} />
          </section>
          <section className="section">
            <h2>Source</h2>
            <KeyValues rows={toSourceTerms(source, view.zone)} />
          </section>
        </aside>
      </div>
    </>
  );
}

function Unloaded({ name, error, onRetry }: { name: string; error: Error | null; onRetry: () => void }) {
  const unknown = error instanceof ApiError && error.status === 404;
  return (
    <main id="main" className="wrap narrow block">
      <h1>{unknown ? `There is no source ${name}` : name}</h1>
      {unknown ? (
        <p>
          <Link className="button primary" to="/sources">
            Show all sources
          </Link>
        </p>
      ) : error === null ? (
        <Skeleton rows={8} label="Loading the source" />
      ) : (
        <ProblemNotice what="The source could not be loaded" error={error} onRetry={onRetry} />
      )}
    </main>
  );
}
