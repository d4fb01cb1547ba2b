import { type EndpointName, type ErrorCode, endpoints, type GroupMember, type ObjectiveGroup, STATES } from "@solvent/api-contract";
import type { FakeRequest } from "./fake-api.ts";
import { definitionOf, type FakeObjective, summaryOf } from "./fake-objectives.ts";

type Refuse = (status: number, code: ErrorCode, detail: string, field?: string) => Error;

const OPENSLO = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: route-latency
  annotations:
    solvent/group-by: region, tier
`;

function groupOf(members: readonly FakeObjective[]): ObjectiveGroup | null {
  const first = members[0];
  if (first === undefined) return null;
  const { description, service, indicator, targetPercent, window, method, slices, sloStart, alertPolicies } = definitionOf(first);
  const active = members.filter(({ archivedAt }) => archivedAt === undefined);
  const states = active.map((o) => summaryOf(o).state);
  return {
    name: "route-latency",
    displayName: "Route latency",
    description: "Plans made within 2 s",
    service,
    team: first.team,
    objective: {
      name: "route-latency",
      displayName: "Route latency",
      description,
      service,
      indicator,
      targetPercent,
      window,
      method,
      slices,
      sloStart,
      alertPolicies,
      labels: {},
      annotations: {},
    },
    groupBy: ["region", "tier"],
    cap: 3,
    found: active.length + 2,
    leftOut: 2,
    listedAt: "2026-11-24T18:05:00Z",
    warnings: ["2 combinations are left out: the source has 5, the cap is 3"],
    active: active.length,
    archived: members.length - active.length,
    states: Object.fromEntries(STATES.map((state) => [state, states.filter((one) => one === state).length])) as ObjectiveGroup["states"],
    revision: 4,
    author: "local",
    createdAt: "2026-10-02T08:00:00Z",
    updatedAt: "2026-11-12T09:30:00Z",
    openslo: OPENSLO,
  };
}

function memberOf(o: FakeObjective): GroupMember {
  const archived = o.archivedAt ?? null;
  const { state, sli, budgetLeft } = summaryOf(o);
  return {
    name: o.name,
    labels: { ...o.groupLabels },
    archivedAt: archived,
    state: archived === null ? state : null,
    sli: archived === null ? sli : null,
    budgetLeft: archived === null ? budgetLeft : null,
  };
}

/** The group of the objectives that have one. Undefined: not one of its endpoints. */
export function makeGroups({ objectives, refuse }: { readonly objectives: FakeObjective[]; readonly refuse: Refuse }) {
  const members = () => objectives.filter(({ group }) => group === "route-latency");
  const find = (name: string | undefined): ObjectiveGroup => {
    const found = groupOf(members());
    if (found === null || found.name !== name) throw refuse(404, "route.not-found", `There is no group "${name}"`);
    return found;
  };
  return (name: EndpointName, params: Readonly<Record<string, string>>, request: FakeRequest): unknown => {
    switch (name) {
      case "listGroups": {
        const group = groupOf(members());
        return { items: group === null ? [] : [group], nextCursor: null };
      }
      case "getGroup":
        return find(params.name);
      case "listGroupMembers": {
        find(params.name);
        const { archived } = endpoints.listGroupMembers.query.parse(Object.fromEntries(request.query));
        const shown = members().map(memberOf);
        return {
          items: archived === undefined ? shown : shown.filter(({ archivedAt }) => (archivedAt !== null) === (archived === "true")),
          nextCursor: null,
        };
      }
      case "deleteGroup":
        for (const one of members()) objectives.splice(objectives.indexOf(one), 1);
        return null;
      default:
        return undefined;
    }
  };
}
