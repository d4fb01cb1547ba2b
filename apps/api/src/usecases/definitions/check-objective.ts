import { type MeasuredIndicator, type ObjectiveDefinition, queriesOf, sourceOf } from "@solvent/domain";
import type { QueryProblem, StreamQuery } from "@solvent/metric-sources";
import type { SourceKinds } from "../source/source-kinds.ts";

/** A problem of a definition; `path` is from the definition's root, `offset` counts characters inside a text value. */
export type DefinitionProblem = QueryProblem;

/** Name and kind of every data source that a definition may refer to. */
export type KnownSources = ReadonlyMap<string, { readonly kind: string }>;

export type CheckedQuery =
  | { readonly ok: true; readonly source: string; readonly query: StreamQuery }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

const problem = (path: DefinitionProblem["path"], message: string): DefinitionProblem => ({ path, message });

function checkSources(indicator: MeasuredIndicator, known: KnownSources): DefinitionProblem[] {
  const queries = queriesOf(indicator);
  const unknown = queries
    .filter(({ query }) => !known.has(query.source))
    .map(({ field, query }) => problem(["indicator", field, "source"], `there is no data source "${query.source}"`));
  if (unknown.length > 0) return unknown;
  const source = sourceOf(indicator);
  return queries
    .filter(({ query }) => query.source !== source)
    .map(({ field }) =>
      problem(["indicator", field, "source"], `must be the source of the other metric, "${source}": both have to come from one answer`),
    );
}

/** What this Solvent can do, as far as definitions depend on it. */
export interface Abilities {
  readonly kinds: SourceKinds;
}

/**
 * Everything about a measured objective that its own text cannot tell: that its source exists and takes its queries. Asks no source. A composite,
 * which has neither, is refused.
 */
export function checkObjective(definition: ObjectiveDefinition, known: KnownSources, { kinds }: Abilities): CheckedQuery {
  const { indicator } = definition;
  if (indicator.kind === "composite")
    return { ok: false, problems: [problem(["indicator"], "is a composite, which reads no data source")] };
  const problems = checkSources(indicator, known);
  if (problems.length > 0) return { ok: false, problems };
  const source = sourceOf(indicator);
  const kindName = known.get(source)?.kind ?? "";
  const kind = kinds.find(kindName);
  if (kind === null) {
    return {
      ok: false,
      problems: [
        problem(
          ["indicator", queriesOf(indicator)[0]?.field ?? "", "source"],
          `the kind "${kindName}" of the data source "${source}" is not known to this Solvent`,
        ),
      ],
    };
  }
  const parsed = kind.parseIndicator(indicator);
  if (parsed.ok) return { ok: true, source, query: parsed.value };
  return { ok: false, problems: parsed.problems.map((found) => ({ ...found, path: ["indicator", ...found.path] })) };
}
