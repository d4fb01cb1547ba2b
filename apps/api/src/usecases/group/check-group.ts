import { MAX_LABELS_OF_OBJECTIVE, type ObjectiveGroupDefinition } from "@solvent/domain";
import {
  type Abilities,
  type CheckedQuery,
  checkObjective,
  type DefinitionProblem,
  type KnownSources,
} from "../definitions/check-objective.ts";
import type { AnySourceKind } from "../source/source-kinds.ts";
import { narrowIndicator } from "./narrow-member.ts";

export type CheckedGroup =
  | { readonly ok: true; readonly source: string; readonly kind: AnySourceKind }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** As good as any other: whether an indicator can be narrowed does not depend on the values. */
const anyCombination = (groupBy: readonly string[]) => Object.fromEntries(groupBy.map((label) => [label, "x"]));

function labelProblems({ objective, groupBy }: ObjectiveGroupDefinition): DefinitionProblem[] {
  const names = new Set([...Object.keys(objective.labels), ...groupBy]);
  if (names.size <= MAX_LABELS_OF_OBJECTIVE) return [];
  return [{ path: ["labels"], message: `must leave room for those of the group: an objective has at most ${MAX_LABELS_OF_OBJECTIVE}` }];
}

function narrowProblems(kind: AnySourceKind, group: ObjectiveGroupDefinition): DefinitionProblem[] {
  const narrowed = narrowIndicator(kind, group, anyCombination(group.groupBy));
  return narrowed.ok ? [] : narrowed.problems.map((problem) => ({ ...problem, path: ["indicator", ...problem.path] }));
}

const isComposite = ({ objective }: ObjectiveGroupDefinition): boolean => objective.indicator.kind === "composite";

/**
 * Everything about a group that its own text cannot tell: that its source exists, takes its queries, and can be asked about labels. Paths are
 * those of its objective. Asks no source.
 */
export function checkGroup(group: ObjectiveGroupDefinition, known: KnownSources, abilities: Abilities): CheckedGroup {
  if (isComposite(group)) {
    return {
      ok: false,
      problems: [{ path: ["indicator"], message: "a composite has no labels to be grouped by; group its parts instead" }],
    };
  }
  const checked: CheckedQuery = checkObjective(group.objective, known, abilities);
  const labels = labelProblems(group);
  if (!checked.ok) return { ok: false, problems: [...labels, ...checked.problems] };
  const kind = abilities.kinds.find(known.get(checked.source)?.kind ?? "");
  const problems = [...labels, ...(kind === null ? [] : narrowProblems(kind, group))];
  if (kind === null || problems.length > 0) return { ok: false, problems };
  return { ok: true, source: checked.source, kind };
}
