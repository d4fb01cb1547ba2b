import { useId, useState } from "react";
import { type NameSearch, useLookUp } from "../../api/sources.queries.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { Icon } from "../../components/icon.tsx";
import { ProblemNotice } from "../../components/problem-notice.tsx";
import { useDebounced } from "../../components/use-debounced.ts";
import { failureWords } from "../../lib/failure-words.ts";
import { chosenLookUp, foundText, type LookUpEntry, type SearchableSource, searchOf, startEntry } from "./look-up.model.ts";

const TYPING_PAUSE_MS = 250;
/** As many as the API gives when it is not asked for more. */
const MOST_NAMES = 20;

/** Names that the sources know, for writing a query. Nothing where no source can tell. */
export function LookUpPanel({ sources }: { readonly sources: readonly SearchableSource[] }) {
  const [entry, setEntry] = useState(() => startEntry(sources));
  const settled = useDebounced(entry, TYPING_PAUSE_MS);
  const chosen = chosenLookUp(sources, entry);
  const asked = chosenLookUp(sources, settled);
  if (chosen === null || asked === null) return null;
  const search = searchOf(asked, settled);
  return (
    <div className="look-up">
      <div className="look-up-fields">
        {sources.length > 1 && (
          <Choice
            label="Source"
            value={chosen.source.name}
            options={sources.map(({ name, title }) => ({ value: name, label: title }))}
            onChange={(source) => setEntry({ ...entry, source, what: "", within: "" })}
          />
        )}
        <Choice
          label="What"
          value={chosen.kind.what}
          options={chosen.source.lookUps.map(({ what, title }) => ({ value: what, label: title }))}
          onChange={(what) => setEntry({ ...entry, what })}
        />
        <Inputs within={chosen.kind.within} entry={entry} onChange={setEntry} />
      </div>
      {search === null ? (
        <p className="hint">First say in which {asked.kind.within?.toLowerCase()}.</p>
      ) : (
        <Found key={`${asked.source.name} ${search.what} ${search.within ?? ""}`} source={asked.source.name} search={search} />
      )}
    </div>
  );
}

interface InputsProps {
  /** Title of what names are looked up within, if anything. */
  readonly within: string | null;
  readonly entry: LookUpEntry;
  readonly onChange: (entry: LookUpEntry) => void;
}

const Inputs = ({ within, entry, onChange }: InputsProps) => (
  <>
    {within !== null && <Entry label={within} value={entry.within} onChange={(next) => onChange({ ...entry, within: next })} />}
    <Entry label="Part of the name" value={entry.text} onChange={(text) => onChange({ ...entry, text })} />
  </>
);

function Entry({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="search"
        className="input"
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Found({ source, search }: { source: string; search: NameSearch }) {
  const found = useLookUp(source, search);
  if (found.isError) return <ProblemNotice what="Nothing could be looked up" error={found.error} onRetry={() => found.refetch()} />;
  if (found.data === undefined) {
    return (
      <p className="small ink-2" role="status">
        Asking {source}…
      </p>
    );
  }
  const { items, failure } = found.data;
  if (failure !== null) return <Failed failure={failure} onRetry={() => found.refetch()} />;
  return (
    <>
      <p className="small ink-3" role="status">
        {items.length === 0 ? NOTHING : foundText(found.data, MOST_NAMES)}
      </p>
      <ul className={found.isPlaceholderData ? "names refreshing" : "names"}>
        {items.map(({ name, detail }) => (
          <li key={name}>
            <div>
              <code>{name}</code>
              {detail !== null && <div className="small ink-3">{detail}</div>}
            </div>
            <CopyButton text={name} label="Copy" what={name} />
          </li>
        ))}
      </ul>
    </>
  );
}

const NOTHING = "It knows no such name.";

interface FailedProps {
  readonly failure: { readonly class: string; readonly message: string };
  readonly onRetry: () => void;
}

const Failed = ({ failure, onRetry }: FailedProps) => (
  <div className="test-verdict failed" role="alert">
    <p>
      <Icon name="exhausted" size={14} /> <b>{failureWords(failure.class).what}.</b> <q>{failure.message}</q>
    </p>
    <p className="advice">
      <button type="button" className="button small" onClick={onRetry}>
        Retry
      </button>
    </p>
  </div>
);
