import { ApiError, type Explanation, type Objective, type ObjectiveStatus } from "@solvent/api-contract";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { useObjectiveAlerts } from "../../api/alerts.queries.ts";
import { useEpisodes, useForecast } from "../../api/insight.queries.ts";
import { useBurnDown, useObjective, useObjectiveStatus } from "../../api/objectives.queries.ts";
import { toGapBands } from "../../charts/gaps.ts";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { msOfIso } from "../../lib/time.ts";
import { AdjustmentsSection } from "../adjustments/adjustments-section.tsx";
import { CorrectionsSection } from "../corrections/corrections-section.tsx";
import { RefillsSection } from "../corrections/refills-section.tsx";
import { toEpisodeSpans } from "../episodes/episodes.model.ts";
import { EpisodesSection } from "../episodes/episodes-section.tsx";
import { ExplainDialog } from "../explain/explain-dialog.tsx";
import { ForecastSection } from "../forecast/forecast-section.tsx";
import { PartsSection } from "../parts/parts-section.tsx";
import { TargetSection } from "../target/target-section.tsx";
import { AlertTimeline } from "./alert-timeline.tsx";
import { BackfillStrip } from "./backfill-strip.tsx";
import { BurnDownSection } from "./burn-down-section.tsx";
import { DefinitionRail } from "./definition-rail.tsx";
import { toBackfillView } from "./objective.model.ts";
import { ObjectiveHead } from "./objective-head.tsx";
import { OpenSloSection } from "./openslo-section.tsx";
import { PeriodsSection } from "./periods-section.tsx";
import { RangeSection } from "./range-section.tsx";
import { showStretch } from "./range-url.ts";
import { Revisions } from "./revisions.tsx";
import { RulesTable } from "./rules-table.tsx";
import { StateStrips } from "./state-strips.tsx";
import { toWindowNotes } from "./tiles.model.ts";
import { Tiles } from "./tiles.tsx";
import { WhoIsToldSection } from "./who-is-told.tsx";
import { WindowNotes } from "./window-notes.tsx";

export function ObjectivePage() {
  const { name = "" } = useParams();
  return <ObjectiveByName key={name} name={name} />;
}

function ObjectiveByName({ name }: { name: string }) {
  const definition = useObjective(name);
  const status = useObjectiveStatus(name);
  const burnDown = useBurnDown(name);
  const alerts = useObjectiveAlerts(name);
  const view = { nowMs: useNow(60_000), zone: useZone() };
  const episodes = useEpisodes(name);
  const forecast = useForecast(name);
  const [yamlShown, setYamlShown] = useState(false);
  const [explained, setExplained] = useState<Explanation["figure"] | null>(null);
  useTitle(definition.data === undefined ? name : titleOf(definition.data));

  if (definition.data === undefined) return <Unloaded name={name} error={definition.error} onRetry={() => definition.refetch()} />;
  const objective = definition.data;
  const isArchived = objective.archivedAt !== null;
  // What is archived is not read on, so that neither a back-fill nor a rate goes anywhere.
  const backfill = isArchived ? null : toBackfillView(objective.backfill);
  const summary = isArchived ? null : (status.data?.summary ?? null);
  const window = status.data?.window;
  const bands =
    burnDown.data === undefined || window === undefined
      ? []
      : toGapBands(burnDown.data.gaps, { fromMs: msOfIso(window.from), toMs: msOfIso(window.to) });

  return (
    <main id="main" className="wrap">
      <ObjectiveHead objective={objective} summary={summary} onShowYaml={() => setYamlShown(true)} />
      <StateStrips objective={objective} status={status.data ?? null} alerts={alerts.data?.items ?? []} bands={bands} view={view} />
      {backfill !== null && objective.backfill !== null && <BackfillStrip view={backfill} id={objective.backfill.id} />}
      {status.isError && <ProblemNotice what="The figures could not be loaded" error={status.error} onRetry={() => status.refetch()} />}
      {status.data === undefined ? (
        <Skeleton rows={2} label="Loading the figures" />
      ) : (
        <>
          <Tiles
            status={status.data}
            slices={objective.slices}
            forecast={isArchived ? undefined : forecast.data}
            bands={bands}
            zone={view.zone}
            onExplain={setExplained}
          />
          <WindowNotes notes={toWindowNotes(status.data, objective.slices, view.zone)} />
          {status.data.composite !== null && <PartsSection composite={status.data.composite} targetPercent={objective.targetPercent} />}
        </>
      )}
      <div className="cols">
        <div className="main-col">
          <BurnDownSection query={burnDown} name={name} status={status.data ?? null} episodes={toEpisodeSpans(episodes.data)} />
          {status.data !== undefined && (
            <RangeSection
              name={name}
              status={status.data}
              alerts={alerts.data?.items ?? []}
              endMs={isArchived ? msOfIso(status.data.summary.watermark) : null}
            />
          )}
        </div>
        <aside className="rail" aria-label="Alerts, rules and definition">
          <AlertTimeline name={name} query={alerts} view={view} />
          {!isArchived && <WhoIsToldSection name={name} />}
          {!isArchived && status.data !== undefined && <RulesTable status={status.data} view={view} />}
          <DefinitionRail objective={objective} zone={view.zone} />
          <Revisions name={name} zone={view.zone} />
        </aside>
      </div>
      <Below objective={objective} status={status.data ?? null} episodes={episodes} forecast={forecast} view={view} />
      {yamlShown && <OpenSloSection objective={objective} onClose={() => setYamlShown(false)} />}
      {explained !== null && (
        <ExplainDialog
          name={name}
          figure={explained}
          targetPercent={objective.targetPercent}
          burnMinutes={status.data?.burn.map(({ minutes }) => minutes) ?? []}
          onClose={() => setExplained(null)}
        />
      )}
    </main>
  );
}

interface BelowProps {
  readonly objective: Objective;
  readonly status: ObjectiveStatus | null;
  readonly episodes: ReturnType<typeof useEpisodes>;
  readonly forecast: ReturnType<typeof useForecast>;
  readonly view: { readonly nowMs: number; readonly zone: string };
}

/** The full width under the charts: where the budget went, what comes next, whether the target is right, what was adjusted. */
function Below({ objective, status, episodes, forecast, view }: BelowProps) {
  const [params, setParams] = useSearchParams();
  const show = (episode: { readonly fromMs: number; readonly toMs: number }) => {
    const lastMs = status === null ? view.nowMs : msOfIso(status.summary.watermark);
    setParams(showStretch(params, { ...episode, lastMs }), { replace: true, preventScrollReset: true });
    document.getElementById("range")?.scrollIntoView({ block: "start" });
  };
  return (
    <>
      <EpisodesSection
        objective={objective}
        query={episodes}
        projected={status !== null && status.budget.projectedConsumedFraction !== null ? objective.window : null}
        view={view}
        onShow={show}
      />
      <div className="pair">
        {objective.archivedAt === null && <ForecastSection query={forecast} ledger={episodes.data} zone={view.zone} />}
        <TargetSection objective={objective} />
      </div>
      <PeriodsSection objective={objective} />
      <AdjustmentsSection objective={objective} status={status} view={view} />
      {objective.measurement.source !== null && (
        <>
          <CorrectionsSection stream={objective.measurement.stream} view={view} />
          <RefillsSection objective={objective} view={view} />
        </>
      )}
    </>
  );
}

function Unloaded({ name, error, onRetry }: { name: string; error: Error | null; onRetry: () => void }) {
  if (error instanceof ApiError && error.code === "objective.not-found") {
    return (
      <main id="main" className="wrap narrow">
        <div className="lede">
          <div className="grow">
            <h1>There is no objective {name}</h1>
            <p>It may have been deleted or renamed.</p>
          </div>
        </div>
        <Link className="button primary" to="/">
          Open the board
        </Link>
      </main>
    );
  }
  return (
    <main id="main" className="wrap block">
      <h1>{name}</h1>
      {error === null ? (
        <Skeleton rows={8} label="Loading the objective" />
      ) : (
        <ProblemNotice what="The objective could not be loaded" error={error} onRetry={onRetry} />
      )}
    </main>
  );
}
