/** What is wrong, for a program. Closed: tests and tools tell diagnostics apart by it. */
export const DIAGNOSTIC_CODES = [
  "too-large", // over a limit of size, depth, nodes or aliases
  "bad-yaml", // not YAML, or YAML that is refused on purpose (tags, directives, merge keys)
  "duplicate-key",
  "unknown-format", // no format of the registry claims the document
  "unknown-field",
  "missing-field",
  "wrong-type",
  "bad-value",
  "not-supported", // valid in its format, but Solvent cannot represent it yet
  "not-kept", // warning: descriptive text that has no place in a definition
  "duplicate-name",
  "unknown-reference",
  "suspicious", // warning: allowed, but hardly what was meant
] as const;
export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];

/**
 * A stretch of the text. Lines and columns count from 1, columns in UTF-16 units as editors do; `endColumn` is the column after
 * the last character. `path` is the place inside document `documentIndex` (from 0), e.g. `spec.objectives[0].target`.
 */
export interface Place {
  readonly fileName: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly documentIndex: number;
}

export interface Diagnostic extends Place {
  readonly severity: "error" | "warning";
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** Takes problems as they are found; parsing goes on. */
export interface DiagnosticSink {
  error(place: Place, code: DiagnosticCode, message: string): void;
  warning(place: Place, code: DiagnosticCode, message: string): void;
}

export interface DiagnosticLog {
  readonly sink: DiagnosticSink;
  /** In the order of the text. At most MAX_DIAGNOSTICS + 1: the last then says how many are not listed. */
  collect(): Diagnostic[];
}

export const MAX_DIAGNOSTICS = 100;

const byPlace = (a: Diagnostic, b: Diagnostic): number => a.line - b.line || a.column - b.column;

export function createDiagnosticLog(): DiagnosticLog {
  const kept: Diagnostic[] = [];
  let dropped = 0;
  const add = (severity: Diagnostic["severity"], place: Place, rest: Pick<Diagnostic, "code" | "message">): void => {
    if (kept.length < MAX_DIAGNOSTICS) kept.push({ severity, ...rest, ...place });
    else dropped += 1;
  };
  return {
    sink: {
      error: (place, code, message) => add("error", place, { code, message }),
      warning: (place, code, message) => add("warning", place, { code, message }),
    },
    collect: () => {
      const sorted = [...kept].sort(byPlace);
      const last = sorted.at(-1);
      if (dropped === 0 || last === undefined) return sorted;
      // An error, because what is not listed may be one.
      return [...sorted, { ...last, severity: "error", code: "too-large", message: `${dropped} more problems are not listed` }];
    },
  };
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((d) => d.severity === "error");

/** `checkout.yaml:12:5: error: spec.service is required` */
export const formatDiagnostic = (diagnostic: Diagnostic): string =>
  `${diagnostic.fileName}:${diagnostic.line}:${diagnostic.column}: ${diagnostic.severity}: ${diagnostic.message}`;
