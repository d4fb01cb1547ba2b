import { useState } from "react";
import { useNavigate } from "react-router";
import { useSourceKinds, useSources } from "../../api/sources.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useTitle } from "../../components/use-title.ts";
import { SourceForm } from "./source-form.tsx";

/** First run, and every further source: connect, then go on to define. */
export function WelcomePage() {
  useTitle("Connect a source");
  const kinds = useSourceKinds();
  const sources = useSources();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState("");
  const kind = kinds.data?.items.find((k) => k.kind === chosen) ?? kinds.data?.items[0];
  const first = sources.data?.items.length === 0;
  return (
    <main id="main" className="wrap narrow">
      <div className="lede">
        <div className="grow">
          <h1>{first ? "Welcome. Where are your metrics?" : "Connect a source"}</h1>
          <p>
            Solvent reads counts of good and total requests from a metrics system that you already have. It only reads, and keeps one pair
            of numbers per minute.
          </p>
        </div>
      </div>
      {kinds.isPending && <Skeleton rows={4} label="Loading the form" />}
      {kinds.isError && <ProblemNotice what="The form could not be loaded" error={kinds.error} onRetry={() => kinds.refetch()} />}
      {kinds.data !== undefined && kinds.data.items.length > 1 && (
        <Segmented
          label="Kind of source"
          options={kinds.data.items.map((k) => ({ value: k.kind, label: k.title }))}
          value={kind?.kind ?? ""}
          onChange={setChosen}
        />
      )}
      {kind !== undefined && (
        <>
          <h2>{kind.title}</h2>
          <SourceForm key={kind.kind} kind={kind} source={null} onSaved={() => void navigate("/define")} />
        </>
      )}
    </main>
  );
}
