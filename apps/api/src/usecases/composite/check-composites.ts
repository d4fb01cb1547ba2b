import { type CompositeIndicator, findCycle, type MeasuredIndicator, type ObjectiveDefinition } from "@solvent/domain";
import type { DefinitionProblem } from "../definitions/check-objective.ts";
import type { CompositeNode, CompositeWriter } from "./composite-writer.ts";

/** An objective that is put together from others. */
export type CompositeDefinition = ObjectiveDefinition & { readonly indicator: CompositeIndicator };

export const isCompositeDefinition = (definition: ObjectiveDefinition): definition is CompositeDefinition =>
  definition.indicator.kind === "composite";

/** An objective that a data source is asked for. */
export type MeasuredDefinition = ObjectiveDefinition & { readonly indicator: MeasuredIndicator };

export const isMeasuredDefinition = (definition: ObjectiveDefinition): definition is MeasuredDefinition =>
  definition.indicator.kind !== "composite";

const problem = (path: DefinitionProblem["path"], message: string): DefinitionProblem => ({ path, message });
const partPath = (index: number): DefinitionProblem["path"] => ["indicator", "parts", index, "objective"];

const toNode = ({ name, indicator, slices }: CompositeDefinition): CompositeNode => ({
  name,
  parts: indicator.parts.map(({ objective }) => objective),
  sliceMinutes: slices?.minutes ?? 0,
});

/** All composites as they will be, by name. */
type Graph = ReadonlyMap<string, CompositeNode>;

/** Stored ones that the text says otherwise, or that it makes objectives of another kind, are not what they were. */
function graphAfter(stored: readonly CompositeNode[], definitions: readonly ObjectiveDefinition[]): Graph {
  const written = new Set(definitions.map(({ name }) => name));
  const nodes = [...stored.filter(({ name }) => !written.has(name)), ...definitions.filter(isCompositeDefinition).map(toNode)];
  return new Map(nodes.map((node) => [node.name, node]));
}

function unknownParts({ indicator }: CompositeDefinition, known: ReadonlySet<string>): DefinitionProblem[] {
  return indicator.parts.flatMap(({ objective }, index) =>
    known.has(objective) ? [] : [problem(partPath(index), `there is no objective "${objective}"`)],
  );
}

/** The way round, where a composite contains itself: said of the part by which it does. */
function cycles({ name, indicator }: CompositeDefinition, graph: Graph): DefinitionProblem[] {
  const partsOf = new Map([[name, graph.get(name)?.parts ?? []] as const, ...[...graph].map(([key, node]) => [key, node.parts] as const)]);
  const cycle = findCycle(partsOf);
  if (cycle === null || !cycle.includes(name)) return [];
  const at = cycle.indexOf(name);
  const round = [...cycle.slice(at, -1), ...cycle.slice(0, at), name];
  const index = indicator.parts.findIndex(({ objective }) => objective === round[1]);
  return [problem(partPath(index), `a composite cannot contain itself: ${round.join(" → ")}`)];
}

const lengthOf = (minutes: number): string => (minutes === 1 ? "1 minute" : `${minutes} minutes`);

/** A composite contributes its own slices, so they have to be as long; also to those that it is a part of already. */
function sliceLengths({ name, indicator, slices }: CompositeDefinition, graph: Graph): DefinitionProblem[] {
  const minutes = slices?.minutes ?? 0;
  const ofParts = indicator.parts.flatMap(({ objective }, index) => {
    const part = graph.get(objective);
    if (part === undefined || part.sliceMinutes === minutes) return [];
    const message = `is a composite with slices of ${lengthOf(part.sliceMinutes)}: they must be as long as those of "${name}", which are ${lengthOf(minutes)}`;
    return [problem(partPath(index), `"${objective}" ${message}`)];
  });
  const wholes = [...graph.values()].filter((whole) => whole.parts.includes(name) && whole.sliceMinutes !== minutes);
  const ofWholes = wholes.map((whole) =>
    problem(["slices", "minutes"], `must be ${lengthOf(whole.sliceMinutes)}: it is part of the composite "${whole.name}"`),
  );
  return [...ofParts, ...ofWholes];
}

/**
 * Problems of composites that show only next to other objectives, by name: parts that are not there, a composite that contains itself, slices
 * that do not fit. The definitions may refer to each other in any order. Asks nothing where there is no composite among them.
 */
export async function checkComposites(
  composites: Pick<CompositeWriter, "lockAll" | "idsOf">,
  definitions: readonly ObjectiveDefinition[],
): Promise<ReadonlyMap<string, readonly DefinitionProblem[]>> {
  const checked = definitions.filter(isCompositeDefinition);
  if (checked.length === 0) return new Map();
  const graph = graphAfter(await composites.lockAll(), definitions);
  const stored = await composites.idsOf([
    ...new Set(checked.flatMap(({ indicator }) => indicator.parts.map(({ objective }) => objective))),
  ]);
  const known = new Set([...stored.keys(), ...definitions.map(({ name }) => name)]);
  return new Map(
    checked.map((definition) => [
      definition.name,
      [...unknownParts(definition, known), ...cycles(definition, graph), ...sliceLengths(definition, graph)],
    ]),
  );
}
