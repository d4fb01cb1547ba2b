import type { Diagnostic } from "@solvent/api-contract";
import { Icon } from "../../components/icon.tsx";

interface DiagnosticsListProps {
  readonly diagnostics: readonly Diagnostic[];
  readonly onGoTo: (diagnostic: Diagnostic) => void;
}

export const DiagnosticsList = ({ diagnostics, onGoTo }: DiagnosticsListProps) =>
  diagnostics.length === 0 ? null : (
    <ul className="diagnostics">
      {diagnostics.map((d) => (
        <li key={`${d.line}:${d.column}:${d.message}`}>
          <Icon name={d.severity === "error" ? "exhausted" : "at-risk"} size={14} />
          <button
            type="button"
            className="link"
            onClick={() => onGoTo(d)}
            aria-label={`${d.severity} at line ${d.line}, column ${d.column}`}
          >
            {d.line}:{d.column}
          </button>
          <span>
            {d.message} {d.path !== "" && <code>{d.path}</code>}
          </span>
        </li>
      ))}
    </ul>
  );
