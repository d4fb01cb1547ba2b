import { isoOfMinute, type ObjectiveDefinition } from "@solvent/domain";
import { toOpenSlo } from "@solvent/spec";
import type { ShownGroup } from "../../usecases/group/get-group.ts";
import { groupWarnings } from "../../usecases/group/group-words.ts";
import type { EndpointResponse } from "../endpoint.ts";
import { toInstant } from "../to-instant.ts";

type Response = EndpointResponse<"getGroup">;

function toObjectiveInput({ indicator, sloStart, alertPolicies, ...objective }: ObjectiveDefinition): Response["objective"] {
  if (indicator.kind === "composite") throw new Error("a group cannot be made of a composite");
  return { ...objective, indicator, alertPolicies: [...alertPolicies], sloStart: sloStart === null ? null : isoOfMinute(sloStart) };
}

export const toGroupResponse = (group: ShownGroup): Response => {
  const { objective, groupBy, cap } = group.definition;
  return {
    name: objective.name,
    displayName: objective.displayName,
    description: objective.description,
    service: objective.service,
    team: group.team,
    objective: toObjectiveInput(objective),
    groupBy: [...groupBy],
    cap,
    found: group.found,
    leftOut: group.leftOut,
    listedAt: group.listedAtMs === null ? null : toInstant(group.listedAtMs),
    warnings: groupWarnings(group, { cap, active: group.active }),
    active: group.active,
    archived: group.archived,
    states: group.states,
    revision: group.revision,
    author: group.author,
    createdAt: toInstant(group.createdAtMs),
    updatedAt: toInstant(group.updatedAtMs),
    openslo: toOpenSlo({ groups: [group.definition] }),
  };
};
