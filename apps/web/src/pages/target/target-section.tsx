import type { Objective } from "@solvent/api-contract";
import { useState } from "react";
import { useTargetSuggestion } from "../../api/insight.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { targetText } from "../../lib/figures.ts";
import { toTargetView } from "./target.model.ts";
import { WhatIfDialog } from "./what-if-dialog.tsx";

/** Is the target right? What history and traffic say, and other terms to try. */
export function TargetSection({ objective }: { objective: Objective }) {
  const suggestion = useTargetSuggestion(objective.name);
  const [tried, setTried] = useState<string | null>(null);
  const view = suggestion.data === undefined ? null : toTargetView(suggestion.data, objective.targetPercent);
  return (
    <section className="section" id="target">
      <div className="section-head">
        <h2>Is the target right?</h2>
      </div>
      {suggestion.isError && (
        <ProblemNotice what="The suggestion could not be loaded" error={suggestion.error} onRetry={() => suggestion.refetch()} />
      )}
      {view === null && !suggestion.isError && <Skeleton rows={4} label="Loading the suggestion" />}
      {view !== null && (
        <>
          <p>{view.sentence}</p>
          {view.warnings.length > 0 && (
            <ul className="warnings" aria-label="Low traffic">
              {view.warnings.map((warning) => (
                <li key={warning}>
                  <Icon name="at-risk" size={14} /> <span>{warning}</span>
                </li>
              ))}
            </ul>
          )}
          <KeyValues rows={view.rows} />
        </>
      )}
      <div className="actions spaced">
        <button type="button" className="button" onClick={() => setTried(objective.targetPercent)}>
          Try other terms
        </button>
        {view?.suggested != null && (
          <button type="button" className="button" onClick={() => setTried(view.suggested)}>
            Try {targetText(view.suggested)}
          </button>
        )}
      </div>
      {tried !== null && <WhatIfDialog objective={objective} targetPercent={tried} onClose={() => setTried(null)} />}
    </section>
  );
}
