import type { Objective } from "@solvent/api-contract";
import { useObjectivePeriods } from "../../api/objectives.queries.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { PeriodsTable } from "../agreements/periods-table.tsx";

/** Closed and running periods of a calendar window; a rolling window has none, and no such section. */
export function PeriodsSection({ objective }: { objective: Objective }) {
  const { window, name } = objective;
  const periods = useObjectivePeriods(name, { enabled: window.kind === "calendar" });
  if (window.kind !== "calendar") return null;
  return (
    <section className="section" id="periods" aria-labelledby="periods-title">
      <div className="section-head">
        <h2 id="periods-title">Periods</h2>
        <span className="d">
          Every calendar {window.unit}, {window.zone}; closed ones are recorded for good once late data is in
        </span>
      </div>
      {periods.isError && <ProblemNotice what="The periods could not be loaded" error={periods.error} onRetry={() => periods.refetch()} />}
      {periods.isPending && <Skeleton rows={3} label="Loading the periods" />}
      {periods.data?.items.length === 0 && <p className="small ink-3">Nothing is measured in any period yet.</p>}
      {periods.data !== undefined && periods.data.items.length > 0 && (
        <PeriodsTable
          label="Periods of the objective"
          heads={{ verdict: "Target", limit: "Aimed at", left: "Budget left" }}
          periods={periods.data.items}
          zone={window.zone}
          fileName={`${name}-periods.csv`}
        />
      )}
    </section>
  );
}
