import { type CalendarUnit, MINUTES_PER_DAY, type ObjectiveDefinition, queriesOf, sourceOf } from "@solvent/domain";
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
  /** Days for which minutes are kept. */
  readonly retentionDays: number;
}

/** Whole days that hold the longest period of a unit: when the clock is set back, a period is an hour longer. */
const LONGEST_PERIOD_DAYS: Readonly<Record<CalendarUnit, number>> = { day: 2, week: 8, month: 32, quarter: 93, year: 367 };

/** Days are dropped whole, so a window has to end a day before the minutes do. */
function checkWindow({ window }: ObjectiveDefinition, retentionDays: number): DefinitionProblem[] {
  const days = retentionDays - 1;
  const kept = `minutes are kept for ${retentionDays} days (SOLVENT_RETENTION_DAYS)`;
  if (window.kind === "rolling") {
    if (window.minutes <= days * MINUTES_PER_DAY) return [];
    return [problem(["window", "minutes"], `${kept}, so a window can be at most ${days} days`)];
  }
  const needed = LONGEST_PERIOD_DAYS[window.unit];
  return needed <= days ? [] : [problem(["window", "unit"], `${kept}, but a calendar ${window.unit} needs ${needed + 1}`)];
}

/** Everything about an objective that its own text cannot tell: that its source exists and takes its queries. Asks no source. */
export function checkObjective(definition: ObjectiveDefinition, known: KnownSources, { kinds, retentionDays }: Abilities): CheckedQuery {
  const problems = [...checkWindow(definition, retentionDays), ...checkSources(definition, known)];
  if (problems.length > 0) return { ok: false, problems };
  const source = sourceOf(definition.indicator);
  const kindName = known.get(source)?.kind ?? "";
  const kind = kinds.find(kindName);
  if (kind === null) {
    return {
      ok: false,
      problems: [
        problem(
          ["indicator", queriesOf(definition.indicator)[0]?.field ?? "", "source"],
          `the kind "${kindName}" of the data source "${source}" is not known to this Solvent`,
        ),
      ],
    };
  }
  const parsed = kind.parseIndicator(definition.indicator);
  if (parsed.ok) return { ok: true, source, query: parsed.value };
  return { ok: false, problems: parsed.problems.map((found) => ({ ...found, path: ["indicator", ...found.path] })) };
}
