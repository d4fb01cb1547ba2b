import { ALERT_KINDS } from "@solvent/api-contract";
import { useState } from "react";
import { Link } from "react-router";
import { useObjectiveNames } from "../../api/objectives.queries.ts";
import { useServices, useTeams } from "../../api/services.queries.ts";
import { useSources } from "../../api/sources.queries.ts";
import { SelectField } from "../../components/select-field.tsx";
import { titleOf } from "../../lib/objective-text.ts";
import { ALERT_KIND_LABELS } from "../../lib/words.ts";
import { type AlertsView, isFilteredAlerts } from "./alerts-url.ts";

interface AlertsFiltersProps {
  readonly view: AlertsView;
  readonly onChange: (changes: { readonly [K in keyof AlertsView]?: string }) => void;
}

const STATES = [
  { value: "firing", label: "firing" },
  { value: "resolved", label: "past" },
];
const SEVERITIES = [
  { value: "page", label: "page" },
  { value: "ticket", label: "ticket" },
];
const KINDS = ALERT_KINDS.map((kind) => ({ value: kind, label: ALERT_KIND_LABELS[kind].toLowerCase() }));

const toOptions = (items: readonly { readonly name: string; readonly displayName?: string | null }[] | undefined) =>
  (items ?? []).map((item) => ({ value: item.name, label: titleOf({ displayName: null, ...item }) }));

export function AlertsFilters({ view, onChange }: AlertsFiltersProps) {
  const [open, setOpen] = useState(false);
  const services = useServices();
  const teams = useTeams();
  const sources = useSources();
  const objectives = useObjectiveNames();
  const field = (key: keyof AlertsView, label: string, options: readonly { readonly value: string; readonly label: string }[]) => (
    <SelectField label={label} value={view[key]} options={options} onChange={(value) => onChange({ [key]: value })} />
  );
  return (
    <search className={open ? "filters wrap open" : "filters wrap"}>
      {field("state", "State", STATES)}
      <button type="button" className="button filter-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        Filter
      </button>
      <div className="filter-more">
        {field("severity", "Severity", SEVERITIES)}
        {field("kind", "Kind", KINDS)}
        {field("team", "Team", toOptions(teams.data?.items))}
        {field("service", "Service", toOptions(services.data?.items))}
        {field("objective", "Objective", toOptions(objectives.data))}
        {field("source", "Source", toOptions(sources.data?.items))}
        {isFilteredAlerts(view) && (
          <Link className="small" to="/alerts">
            Show all
          </Link>
        )}
      </div>
    </search>
  );
}
