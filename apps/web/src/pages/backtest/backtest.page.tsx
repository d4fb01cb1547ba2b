import type { BacktestInput, Objective, ObjectiveStatus } from "@solvent/api-contract";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { useBacktest } from "../../api/insight.queries.ts";
import { useObjective, useObjectiveStatus } from "../../api/objectives.queries.ts";
import { usePolicies } from "../../api/policies.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { serverProblems } from "../../lib/field-problems.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { BacktestForm } from "./backtest-form.tsx";
import { BacktestResults } from "./backtest-results.tsx";
import { decodeBacktest, encodeBacktest } from "./backtest-url.ts";
import { draftOf } from "./policy-form.model.ts";

/** Other alert rules on the history that is stored. What was run is in the address. */
export function BacktestPage() {
  const { name = "" } = useParams();
  const objective = useObjective(name);
  const status = useObjectiveStatus(name);
  const error = objective.error ?? status.error;
  useTitle(`Backtest of ${objective.data === undefined ? name : titleOf(objective.data)}`);
  return (
    <main id="main" className="wrap block">
      <nav className="crumb" aria-label="Where this is">
        <Link to="/">Board</Link> / <Link to={`/objectives/${name}`}>{objective.data === undefined ? name : titleOf(objective.data)}</Link>
      </nav>
      <div className="lede">
        <div className="grow">
          <h1>Backtest</h1>
          <p>What other alert rules would have told on the history that is stored. Nothing is changed, nobody is told.</p>
        </div>
      </div>
      {error !== null && <ProblemNotice what="The objective could not be loaded" error={error} onRetry={() => objective.refetch()} />}
      {error === null && (objective.data === undefined || status.data === undefined) && <Skeleton rows={6} label="Loading the rules" />}
      {objective.data !== undefined && status.data !== undefined && <Loaded key={name} objective={objective.data} status={status.data} />}
    </main>
  );
}

function Loaded({ objective, status }: { objective: Objective; status: ObjectiveStatus }) {
  const zone = useZone();
  const [params, setParams] = useSearchParams();
  const input = decodeBacktest(params);
  const [draft, setDraft] = useState(() => draftOf(input, zone));
  const policies = usePolicies();
  const backtest = useBacktest(objective.name, input);
  const run = (next: BacktestInput) => {
    const encoded = encodeBacktest(next);
    if (encoded.toString() === encodeBacktest(input).toString()) void backtest.refetch();
    else setParams(encoded);
  };
  return (
    <>
      <BacktestForm
        draft={draft}
        present={status}
        saved={policies.data?.items ?? []}
        targetPercent={objective.targetPercent}
        refused={serverProblems(backtest.error)}
        pending={backtest.isFetching}
        onChange={setDraft}
        onRun={run}
      />
      {backtest.isError && (
        <ProblemNotice what="The policies could not be tried" error={backtest.error} onRetry={() => backtest.refetch()} />
      )}
      {backtest.data === undefined && !backtest.isError && <Skeleton rows={8} label="Trying the policies" />}
      {backtest.data !== undefined && !backtest.isError && (
        <BacktestResults backtest={backtest.data} zone={zone} stale={backtest.isPlaceholderData} />
      )}
    </>
  );
}
