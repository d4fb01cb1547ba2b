import { Link, useSearchParams } from "react-router";
import { useFleetEpisodes } from "../../api/insight.queries.ts";
import { useServices, useTeams } from "../../api/services.queries.ts";
import { CsvLink } from "../../components/csv-link.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useNow, useZone } from "../../components/use-now.ts";
import { useTitle } from "../../components/use-title.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { toFleetLedger, toFleetTable } from "./fleet.model.ts";
import { FleetTable } from "./fleet-table.tsx";
import { decodeFleetView, encodeFleetView, type FleetView, toFleetScope } from "./fleet-url.ts";

/** Where the budgets of a service, a team or everything went. */
export function EpisodesPage() {
  useTitle("Episodes");
  const [params, setParams] = useSearchParams();
  const view = decodeFleetView(params);
  const clock = { nowMs: useNow(60_000), zone: useZone() };
  const episodes = useFleetEpisodes(toFleetScope(view));
  const ledger = episodes.data === undefined ? null : toFleetLedger(episodes.data, clock);
  const change = (changes: Partial<FleetView>) => setParams(encodeFleetView({ ...view, ...changes }), { replace: true });
  return (
    <main id="main">
      <div className="lede wrap">
        <div className="grow">
          <h1>Where the budgets went</h1>
          <p aria-live="polite">
            {ledger === null ? "Episodes of burning and what they cost" : ledger.summary}, each within its objective's window.
          </p>
        </div>
        {episodes.data !== undefined && <CsvLink table={() => toFleetTable(episodes.data)} fileName="episodes.csv" />}
      </div>
      <FleetFilters view={view} onChange={change} />
      <div className="wrap">
        {episodes.isError && (
          <ProblemNotice what="The episodes could not be loaded" error={episodes.error} onRetry={() => episodes.refetch()} />
        )}
        {episodes.isPending && <Skeleton rows={6} label="Loading the episodes" />}
        {ledger?.rows.length === 0 && <p className="ink-2">No episode: nothing spent a hundredth of its budget in one stretch.</p>}
        {ledger !== null && ledger.rows.length > 0 && <FleetTable rows={ledger.rows} />}
      </div>
    </main>
  );
}

interface FleetFiltersProps {
  readonly view: FleetView;
  readonly onChange: (changes: Partial<FleetView>) => void;
}

function FleetFilters({ view, onChange }: FleetFiltersProps) {
  const services = useServices();
  const teams = useTeams();
  const serviceOptions = (services.data?.items ?? []).map((service) => ({ value: service.name, label: titleOf(service) }));
  const teamOptions = (teams.data?.items ?? []).map(({ name }) => ({ value: name, label: name }));
  return (
    <search className="filters wrap">
      <SelectField label="Team" value={view.team} options={teamOptions} onChange={(team) => onChange({ team, service: "" })} />
      <SelectField label="Service" value={view.service} options={serviceOptions} onChange={(service) => onChange({ service, team: "" })} />
      {(view.team !== "" || view.service !== "") && (
        <Link className="small" to="/episodes">
          Show all
        </Link>
      )}
    </search>
  );
}
