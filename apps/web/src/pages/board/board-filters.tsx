import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useGroups } from "../../api/groups.queries.ts";
import { useServices, useTeams } from "../../api/services.queries.ts";
import { useSources } from "../../api/sources.queries.ts";
import { Icon } from "../../components/icon.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { useKeys } from "../../components/use-keys.ts";
import { titleOf } from "../../lib/objective-text.ts";
import { type BoardView, isFiltered, type ViewUpdate } from "./board-url.ts";

const TYPING_PAUSE_MS = 200;

interface BoardFiltersProps {
  readonly view: BoardView;
  readonly onChange: (update: ViewUpdate) => void;
  readonly matching: number | null;
}

export function BoardFilters({ view, onChange, matching }: BoardFiltersProps) {
  const services = useServices();
  const teams = useTeams();
  const sources = useSources();
  const groups = useGroups();
  const groupNames = (groups.data?.items ?? []).map((group) => ({ value: group.name, label: titleOf(group) }));
  const [open, setOpen] = useState(false);
  return (
    <search className={open ? "filters wrap open" : "filters wrap"}>
      <SearchField value={view.search} onChange={(search) => onChange((latest) => ({ ...latest, search }))} />
      <button type="button" className="button filter-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        Filter
      </button>
      <div className="filter-more">
        <SelectField
          label="Team"
          value={view.team}
          options={(teams.data?.items ?? []).map((team) => ({ value: team.name, label: team.name }))}
          onChange={(team) => onChange((latest) => ({ ...latest, team }))}
        />
        <SelectField
          label="Service"
          value={view.service}
          options={(services.data?.items ?? []).map((s) => ({ value: s.name, label: s.displayName ?? s.name }))}
          onChange={(service) => onChange((latest) => ({ ...latest, service }))}
        />
        <SelectField
          label="Source"
          value={view.source}
          options={(sources.data?.items ?? []).map((s) => ({ value: s.name, label: s.displayName ?? s.name }))}
          onChange={(source) => onChange((latest) => ({ ...latest, source }))}
        />
        {(groupNames.length > 0 || view.group !== "") && (
          <SelectField
            label="Group"
            value={view.group}
            options={groupNames}
            onChange={(group) => onChange((latest) => ({ ...latest, group }))}
          />
        )}
        {view.group !== "" && (
          <Link className="small" to={`/groups/${view.group}`}>
            About this group
          </Link>
        )}
        <span className="small ink-3" role="status">
          {isFiltered(view) && matching !== null && `${matching} matching`}
        </span>
        <span className="spacer" />
        <Link className="button" to="/define">
          New objective
        </Link>
      </div>
    </search>
  );
}

/** Keeps what is being typed, hands it on after a pause, and follows the address bar when that changes elsewhere. */
function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const [followed, setFollowed] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(onChange);
  if (followed !== value) {
    setFollowed(value);
    setText(value);
  }
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => latest.current(text), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  useKeys({ "/": () => input.current?.focus(), f: () => input.current?.focus() });
  return (
    <label className="field search">
      <Icon name="search" size={14} />
      <span className="visually-hidden">Find objectives</span>
      <input
        ref={input}
        type="search"
        value={text}
        placeholder="name, service, label:value"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      />
      <kbd>/</kbd>
    </label>
  );
}
