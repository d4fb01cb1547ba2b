import { EXAMPLES } from "./starter.ts";

interface ExamplesProps {
  /** What examples read from. */
  readonly source: string;
  readonly onAdd: (document: string) => void;
}

/** What else a text can hold, and how it begins. */
export const Examples = ({ source, onAdd }: ExamplesProps) => (
  <details className="examples small">
    <summary>What else can be defined here</summary>
    <ul>
      {EXAMPLES.map((example) => (
        <li key={example.title}>
          <div>
            <b>{example.title}</b> <span className="ink-2">{example.meaning}</span>
          </div>
          <button
            type="button"
            className="button small"
            aria-label={`Add ${example.title.toLowerCase()}`}
            onClick={() => onAdd(example.text(source))}
          >
            Add an example
          </button>
        </li>
      ))}
    </ul>
  </details>
);
