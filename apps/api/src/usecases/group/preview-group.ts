import type { GroupPreview } from "@solvent/api-contract";
import { compareCombinations, type LabelCombination, memberName, type ObjectiveGroupDefinition, queriesOf } from "@solvent/domain";
import type { MetricSource, Outcome } from "@solvent/metric-sources";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import { toFieldProblem } from "../../errors/field-problems.ts";
import type { SourceKinds } from "../source/source-kinds.ts";
import type { SourceReader, StoredSource } from "../source/source-store.ts";
import { checkGroup } from "./check-group.ts";
import type { GroupReader } from "./group-store.ts";
import { groupWarnings } from "./group-words.ts";
import { selectMembers } from "./select-members.ts";
import { type GroupFields, toGroupDefinition } from "./to-group-definition.ts";
import { inObjective, type ValidateGroupDeps, validateGroup } from "./validate-group.ts";

export interface PreviewGroupDeps extends ValidateGroupDeps {
  readonly sources: Pick<SourceReader, "find">;
  readonly groups: Pick<GroupReader, "takenNames">;
  readonly kinds: SourceKinds;
  /** With the secrets that it holds. */
  readonly connect: (source: StoredSource) => Promise<Outcome<MetricSource>>;
  /** A signal that aborts after so many milliseconds. */
  readonly deadline: (ms: number) => AbortSignal;
}

const DEADLINE_MS = 15_000;
const SHOWN = 20;

const sourceFailed = (name: string, message: string): AppError =>
  new AppError("source.failed", `The data source "${name}" says: ${message}`);

/** A definition that could be saved as it is, with its source and query. Throws `request.invalid`. */
async function prepare(deps: PreviewGroupDeps, definition: ObjectiveGroupDefinition) {
  const problems = await validateGroup(deps, definition);
  if (problems.length > 0) throw invalidRequest(problems);
  const { indicator } = definition.objective;
  const names = [...new Set(queriesOf(indicator).map(({ query }) => query.source))];
  const sources = (await Promise.all(names.map((name) => deps.sources.find(name)))).flatMap((source) => source ?? []);
  const known = new Map(sources.map((source) => [source.definition.name, source.definition]));
  const checked = checkGroup(definition, known, { kinds: deps.kinds });
  if (!checked.ok) throw invalidRequest(checked.problems.map(toFieldProblem).map(inObjective));
  const source = sources.find((one) => one.definition.name === checked.source);
  const parsed = indicator.kind === "composite" ? null : checked.kind.parseIndicator(indicator);
  if (source === undefined || parsed === null || !parsed.ok) throw new Error("a checked definition has a source and a query");
  return { source, query: parsed.value };
}

async function askForGroups(deps: PreviewGroupDeps, definition: ObjectiveGroupDefinition, signal: AbortSignal) {
  const { source, query } = await prepare(deps, definition);
  const { name } = source.definition;
  const connected = await deps.connect(source);
  if (!connected.ok) throw sourceFailed(name, connected.failure.message);
  const bounded = AbortSignal.any([signal, deps.deadline(DEADLINE_MS)]);
  const answer = await connected.value.groups?.(query, definition.groupBy, bounded);
  if (answer === undefined) throw sourceFailed(name, "it cannot tell the combinations of labels");
  if (!answer.ok) throw sourceFailed(name, answer.failure.message);
  return answer.value;
}

async function nameFirst(
  deps: PreviewGroupDeps,
  { objective, groupBy }: ObjectiveGroupDefinition,
  combinations: readonly LabelCombination[],
) {
  const nameOf = (labels: LabelCombination, isTaken: (name: string) => boolean) =>
    memberName({ group: objective.name, groupBy, labels, isTaken });
  const plain = combinations.map((labels) => nameOf(labels, () => false));
  const taken = new Set([...(await deps.groups.takenNames(plain)), objective.name]);
  return combinations.map((labels) => {
    const name = nameOf(labels, (one) => taken.has(one));
    taken.add(name);
    return { name, labels: { ...labels } };
  });
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

/** What a group would consist of, asked of the source now; stores nothing. Throws `request.invalid` and `source.failed`. */
export const makePreviewGroup =
  (deps: PreviewGroupDeps) =>
  async (fields: GroupFields, signal: AbortSignal): Promise<GroupPreview> => {
    const definition = toGroupDefinition(fields);
    const { groupBy, cap } = definition;
    const combinations = await askForGroups(deps, definition, signal);
    const { leftOut } = selectMembers({ groupBy, cap, members: [], found: combinations });
    const sorted = combinations.toSorted((a, b) => compareCombinations(groupBy, a, b));
    const named = await nameFirst(deps, definition, sorted.slice(0, cap));
    const extent = { found: combinations.length, leftOut, listedAtMs: null, trouble: null };
    return {
      found: combinations.length,
      leftOut,
      warnings: groupWarnings(extent, { cap, active: 0 }),
      first: named.sort(byName).slice(0, SHOWN),
    };
  };
