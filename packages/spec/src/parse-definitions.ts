import type { DefinitionKind, DefinitionRef, Definitions } from "./definitions.ts";
import { createDiagnosticLog, type Diagnostic, type DiagnosticSink, type Place } from "./diagnostic.ts";
import type { DeclaredKind, Located, LocatedDefinitions, Origin } from "./format.ts";
import { type Path, startsWithPath } from "./path.ts";
import { FORMATS } from "./registry.ts";
import type { WindowRules } from "./window-duration.ts";
import { readDocuments } from "./yaml/read-documents.ts";
import type { SourceDocument } from "./yaml/source-document.ts";

export interface ParseOptions extends Partial<WindowRules> {
  /** Repeated in every place. */
  readonly fileName?: string;
}

export interface ParsedText {
  /** What could be read. With an error among the diagnostics it is not the whole text and must not be stored. */
  readonly definitions: Definitions;
  readonly diagnostics: readonly Diagnostic[];
  /** Kinds that the text gives to data sources that it does not define. */
  readonly declaredKinds: readonly DeclaredKind[];
  /**
   * Where a part of a definition is written, e.g. `["indicator", "part", "spec", "query"]` of an objective; `offset` counts
   * UTF-16 units inside a text value. Parts that are not written are placed where they would be. Null for an unknown definition.
   */
  locate(of: DefinitionRef, path: Path, offset?: number): Place | null;
}

const KNOWN = Object.values(FORMATS)
  .map((format) => format.title)
  .join(", ");

function reportUnclaimed(document: SourceDocument, sink: DiagnosticSink): void {
  const { value } = document;
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    sink.error(document.place([]), "unknown-format", `not a definition: a document must be a map with apiVersion and kind (${KNOWN})`);
    return;
  }
  const reason = "apiVersion" in value ? "its apiVersion is not known" : "apiVersion is missing";
  sink.error(document.place(["apiVersion"]), "unknown-format", `not a definition that Solvent reads: ${reason} (${KNOWN})`);
}

interface Reading {
  readonly fileName: string;
  readonly sink: DiagnosticSink;
  readonly rules: WindowRules;
}

const startOf = (fileName: string): Place => ({ fileName, path: "", line: 1, column: 1, endLine: 1, endColumn: 1, documentIndex: 0 });

function mapDocuments(text: string, { fileName, sink, rules }: Reading): LocatedDefinitions {
  const { documents, complete } = readDocuments(text, { fileName, sink });
  if (complete && documents.length === 0) sink.error(startOf(fileName), "missing-field", "the text holds no definition");
  const formats = Object.values(FORMATS);
  for (const document of documents) if (!formats.some((format) => format.claims(document))) reportUnclaimed(document, sink);
  const results = formats.map((format) => {
    const claimed = documents.filter((document) => formats.find((candidate) => candidate.claims(document)) === format);
    return format.toDomain({ documents: claimed, complete, sink, rules });
  });
  return {
    services: results.flatMap((result) => result.services),
    sources: results.flatMap((result) => result.sources),
    policies: results.flatMap((result) => result.policies),
    objectives: results.flatMap((result) => result.objectives),
    declaredKinds: results.flatMap((result) => result.declaredKinds),
  };
}

/** The first definition of each name; further ones were reported. */
const firstOfEachName = <T extends { readonly name: string }>(located: readonly Located<T>[]): ReadonlyMap<string, Located<T>> =>
  new Map([...located].reverse().map((one) => [one.definition.name, one]));

function nearestOrigin(origins: readonly Origin[], path: Path): Origin | null {
  const holding = origins.filter((origin) => startsWithPath(path, origin.part));
  return holding.reduce<Origin | null>((best, origin) => (best === null || origin.part.length > best.part.length ? origin : best), null);
}

/**
 * Reads definitions from YAML or JSON text, one or several documents, and reports all problems at once with their places.
 * Never throws for what is in the text; stays within YAML_LIMITS.
 */
export function parseDefinitions(text: string, { fileName = "definitions.yaml", anyWindow = false }: ParseOptions = {}): ParsedText {
  const log = createDiagnosticLog();
  const located = mapDocuments(text, { fileName, sink: log.sink, rules: { anyWindow } });
  const byKind: Readonly<Record<DefinitionKind, ReadonlyMap<string, { readonly origins: readonly Origin[] }>>> = {
    service: firstOfEachName(located.services),
    source: firstOfEachName(located.sources),
    policy: firstOfEachName(located.policies),
    objective: firstOfEachName(located.objectives),
  };
  const objectives = unique(located.objectives);
  return {
    definitions: {
      services: unique(located.services).map(({ definition }) => definition),
      sources: unique(located.sources).map(({ definition }) => definition),
      policies: unique(located.policies).map(({ definition }) => definition),
      objectives: objectives.flatMap(({ definition, group }) => (group === null ? definition : [])),
      groups: objectives.flatMap(({ definition, group }) => (group === null ? [] : { objective: definition, ...group })),
      adjustments: objectives.flatMap(({ definition, adjustments }) =>
        adjustments.length === 0 ? [] : { objective: definition.name, adjustments },
      ),
      agreements: objectives.flatMap(({ definition, agreements }) =>
        agreements.length === 0 ? [] : { objective: definition.name, agreements },
      ),
    },
    diagnostics: log.collect(),
    declaredKinds: located.declaredKinds,
    locate: ({ kind, name }, path, offset) => {
      const origin = nearestOrigin(byKind[kind].get(name)?.origins ?? [], path);
      return origin === null ? null : origin.document.place([...origin.path, ...path.slice(origin.part.length)], offset);
    },
  };
}

function unique<T extends Located<{ readonly name: string }>>(located: readonly T[]): T[] {
  const first: ReadonlyMap<string, unknown> = firstOfEachName(located);
  return located.filter((one) => first.get(one.definition.name) === one);
}
