import type { CheckedObjective, Diagnostic } from "@solvent/api-contract";
import type { ObjectiveGroupDefinition } from "@solvent/domain";
import type { MetricSource, StreamQuery } from "@solvent/metric-sources";
import { leftOutWords } from "../group/group-words.ts";
import { selectMembers } from "../group/select-members.ts";

/** How an SLO of a text is grouped, and where that is written. */
export interface CheckableGroup extends Pick<ObjectiveGroupDefinition, "groupBy" | "cap"> {
  readonly place: Omit<Diagnostic, "severity" | "message">;
}

export interface CheckedExtent {
  readonly groups: CheckedObjective["groups"];
  readonly warnings: readonly Diagnostic[];
}

interface AskedExtent {
  readonly group: CheckableGroup | null;
  readonly query: StreamQuery;
  readonly source: MetricSource;
}

/** How many objectives a group would have. One beyond the cap is a warning, not an error: a group may be saved so. */
export async function checkExtent({ group, query, source }: AskedExtent, signal: AbortSignal): Promise<CheckedExtent> {
  if (group === null || source.groups === undefined) return { groups: null, warnings: [] };
  const { groupBy, cap, place } = group;
  const warn = (message: string): Diagnostic => ({ ...place, severity: "warning", message });
  const answer = await source.groups(query, groupBy, signal);
  if (!answer.ok) return { groups: null, warnings: [warn(`the combinations of labels are not known: ${answer.failure.message}`)] };
  const found = answer.value.length;
  const { leftOut } = selectMembers({ groupBy, cap, members: [], found: answer.value });
  const words = leftOutWords({ found, leftOut, cap });
  return { groups: { found, leftOut }, warnings: words === null ? [] : [warn(words)] };
}
