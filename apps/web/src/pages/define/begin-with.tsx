import { useId, useState } from "react";
import { filledIn, type SourceTemplates } from "./templates.model.ts";

interface BeginWithProps {
  readonly sources: readonly SourceTemplates[];
  readonly onBegin: (text: string) => void;
}

/** Texts that the kinds of the connected sources give to begin with. Nothing where none gives any. */
export function BeginWith({ sources, onBegin }: BeginWithProps) {
  const id = useId();
  const [chosen, setChosen] = useState("");
  const source = sources.find(({ name }) => name === chosen) ?? sources[0];
  if (source === undefined) return null;
  return (
    <details className="examples small">
      <summary>Begin with</summary>
      {sources.length > 1 && (
        <div className="begin-source">
          <label htmlFor={id}>From</label>
          <select id={id} className="input" value={source.name} onChange={(event) => setChosen(event.target.value)}>
            {sources.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </div>
      )}
      <ul>
        {source.templates.map((template) => (
          <li key={template.title}>
            <div>
              <b>{template.title}</b> <span className="ink-2">{template.description}</span>
            </div>
            <button
              type="button"
              className="button small"
              aria-label={`Begin with ${template.title}`}
              onClick={() => onBegin(filledIn(template, source.name))}
            >
              Begin with it
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
