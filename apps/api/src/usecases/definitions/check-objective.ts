import { MINUTES_PER_DAY, type ObjectiveDefinition } from "@solvent/domain";
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

function checkSources({ indicator }: ObjectiveDefinition, known: KnownSources): DefinitionProblem[] {
  const unknown = (["part", "total"] as const)
    .filter((side) => !known.has(indicator[side].source))
    .map((side) => problem(["indicator", side, "source"], `there is no data source "${indicator[side].source}"`));
  if (unknown.length > 0 || indicator.part.source === indicator.total.source) return unknown;
  return [
    problem(
      ["indicator", "total", "source"],
      `must be the source of the other metric, "${indicator.part.source}": both have to come from one answer`,
    ),
  ];
}

/** What this Solvent can do, as far as definitions depend on it. */
export interface Abilities {
  readonly kinds: SourceKinds;
  /** Days for which minutes are kept. */
  readonly retentionDays: number;
}

/** Days are dropped whole, so a window has to end a day before the minutes do. */
function checkWindow({ window }: ObjectiveDefinition, retentionDays: number): DefinitionProblem[] {
  const days = retentionDays - 1;
  if (window.minutes <= days * MINUTES_PER_DAY) return [];
  const message = `minutes are kept for ${retentionDays} days (SOLVENT_RETENTION_DAYS), so a window can be at most ${days} days`;
  return [problem(["window", "minutes"], message)];
}

/** Everything about an objective that its own text cannot tell: that its source exists and takes its queries. Asks no source. */
export function checkObjective(definition: ObjectiveDefinition, known: KnownSources, { kinds, retentionDays }: Abilities): CheckedQuery {
  const problems = [...checkWindow(definition, retentionDays), ...checkSources(definition, known)];
  if (problems.length > 0) return { ok: false, problems };
  const source = definition.indicator.part.source;
  const kindName = known.get(source)?.kind ?? "";
  const kind = kinds.find(kindName);
  if (kind === null) {
    return {
      ok: false,
      problems: [
        problem(["indicator", "part", "source"], `the kind "${kindName}" of the data source "${source}" is not known to this Solvent`),
      ],
    };
  }
  const parsed = kind.parseIndicator(definition.indicator);
  if (parsed.ok) return { ok: true, source, query: parsed.value };
  return { ok: false, problems: parsed.problems.map((found) => ({ ...found, path: ["indicator", ...found.path] })) };
}
