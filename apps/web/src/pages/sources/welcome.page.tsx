import type { Source, SourceKind } from "@solvent/api-contract";
import { useEffect, useRef } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useSourceKinds, useSources } from "../../api/sources.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useTitle } from "../../components/use-title.ts";
import { KindCards } from "./kind-cards.tsx";
import { SourceForm } from "./source-form.tsx";

/** First run, and every further source: choose a kind, connect, then go on to define. */
export function WelcomePage() {
  useTitle("Connect a source");
  const kinds = useSourceKinds();
  const sources = useSources();
  const [params] = useSearchParams();
  const items = kinds.data?.items ?? [];
  const kind = items.length === 1 ? items[0] : items.find((one) => one.kind === params.get("kind"));
  const first = sources.data?.items.length === 0;
  return (
    <main id="main" className={kind === undefined ? "wrap" : "wrap narrow"}>
      <div className="lede">
        <div className="grow">
          <h1>{first ? "Welcome. Where are your metrics?" : "Connect a source"}</h1>
          <p>
            Solvent reads counts of good and total requests from a system that you already have, or takes them as you send them. It keeps
            one pair of numbers per minute.
          </p>
        </div>
      </div>
      {kinds.isPending && <Skeleton rows={4} label="Loading the kinds of source" />}
      {kinds.isError && (
        <ProblemNotice what="The kinds of source could not be loaded" error={kinds.error} onRetry={() => kinds.refetch()} />
      )}
      {kinds.data !== undefined && kind === undefined && <KindCards kinds={items} />}
      {kind !== undefined && <Connect key={kind.kind} kind={kind} alone={items.length === 1} />}
    </main>
  );
}

/** Where to go with what was connected: what is sent to needs its token first. */
const nextOf = ({ name, receives }: Source): string => (receives ? `/sources/${name}` : `/define?source=${name}`);

function Connect({ kind, alone }: { kind: SourceKind; alone: boolean }) {
  const navigate = useNavigate();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <div className="section-head chosen-kind">
        <h2 ref={heading} tabIndex={-1}>
          {kind.title}
        </h2>
        <span className="d">{kind.description}</span>
        {!alone && (
          <Link className="small" to="/welcome">
            Choose another kind
          </Link>
        )}
      </div>
      <SourceForm kind={kind} source={null} onSaved={(source) => void navigate(nextOf(source))} />
    </>
  );
}
