import type { GroupMember, GroupMemberQuery, ObjectiveGroup, ObjectiveState } from "@solvent/api-contract";
import { STATES } from "@solvent/api-contract";
import { sliText, targetText } from "../../lib/figures.ts";
import { budgetLeftText, METHOD_LABELS, titleOf } from "../../lib/objective-text.ts";
import { formatInstant, formatMoment, msOfIso } from "../../lib/time.ts";
import { windowPromise } from "../../lib/window-text.ts";
import { listText, plural } from "../../lib/words.ts";

type View = { readonly nowMs: number; readonly zone: string };

export interface GroupRow {
  readonly name: string;
  readonly title: string;
  readonly owner: string;
  /** "route and region". */
  readonly by: string;
  /** "–" before the source has been asked. */
  readonly found: string;
  readonly active: number;
  readonly archived: number;
  readonly leftOut: number;
  readonly states: readonly { readonly state: ObjectiveState; readonly count: number }[];
  readonly warnings: readonly string[];
}

export const toGroupRow = (group: ObjectiveGroup): GroupRow => ({
  name: group.name,
  title: titleOf(group),
  owner: group.team === null ? group.service : `${group.service} · ${group.team}`,
  by: listText(group.groupBy),
  found: group.found === null ? "–" : String(group.found),
  active: group.active,
  archived: group.archived,
  leftOut: group.leftOut,
  states: STATES.flatMap((state) => (group.states[state] === 0 ? [] : [{ state, count: group.states[state] }])),
  warnings: group.warnings,
});

/** "12 combinations of route and region found 18:05: 11 objectives, 1 left out by the cap of 500; 2 archived". */
export function extentText(group: ObjectiveGroup, { nowMs, zone }: View): string {
  const by = listText(group.groupBy);
  if (group.found === null || group.listedAt === null) return `The source has not been asked yet which combinations of ${by} there are`;
  const parts = [
    plural(group.active, "objective"),
    group.leftOut === 0 ? "" : `${group.leftOut} left out by the cap of ${group.cap}`,
    group.archived === 0 ? "" : `${group.archived} archived`,
  ].filter((part) => part !== "");
  const asked = formatMoment(msOfIso(group.listedAt), nowMs, zone);
  return `${plural(group.found, "combination")} of ${by} found ${asked}: ${parts.join(", ")}`;
}

export function toGroupDefinition(group: ObjectiveGroup, zone: string): { readonly term: string; readonly text: string }[] {
  const { objective } = group;
  const rows: [string, string | null][] = [
    ["One objective per", listText(group.groupBy)],
    ["At most", plural(group.cap, "objective")],
    ["Target", `${targetText(objective.targetPercent)} ${windowPromise(objective.window)}`],
    ["Method", METHOD_LABELS[objective.method]],
    ["Service", group.service],
    ["Owner", group.team],
    ["Policies", objective.alertPolicies.length === 0 ? "default policy" : objective.alertPolicies.join(", ")],
    ["Revision", `${group.revision} by ${group.author}`],
    ["Changed", formatInstant(msOfIso(group.updatedAt), zone)],
  ];
  return rows.flatMap(([term, text]) => (text === null ? [] : [{ term, text }]));
}

export interface MemberRow {
  readonly name: string;
  /** One text per label of the group, in its order; empty where the member has none. */
  readonly labels: readonly string[];
  readonly state: ObjectiveState | null;
  /** "since 12 Nov", or nothing. */
  readonly archived: string;
  readonly sli: string;
  readonly left: string;
  readonly spent: boolean;
}

export const toMemberRow = (member: GroupMember, group: ObjectiveGroup, { nowMs, zone }: View): MemberRow => ({
  name: member.name,
  labels: group.groupBy.map((label) => member.labels[label] ?? ""),
  state: member.state,
  archived: member.archivedAt === null ? "" : `since ${formatMoment(msOfIso(member.archivedAt), nowMs, zone)}`,
  sli: sliText(member.sli, group.objective.targetPercent),
  left: budgetLeftText({ ...member, coverage: null }),
  spent: member.budgetLeft !== null && member.budgetLeft.value < 0,
});

/** Which members are shown; the address keeps it. */
export const SHOWN = [
  { value: "active", label: "Active", archived: "false" },
  { value: "archived", label: "Archived", archived: "true" },
  { value: "all", label: "Both", archived: undefined },
] as const satisfies readonly { readonly value: string; readonly label: string; readonly archived: GroupMemberQuery["archived"] }[];
export type Shown = (typeof SHOWN)[number];

/** An unknown choice in an old link is the default. */
export const decodeShown = (params: URLSearchParams): Shown => SHOWN.find(({ value }) => value === params.get("show")) ?? SHOWN[0];
