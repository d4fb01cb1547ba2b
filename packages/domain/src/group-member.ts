import type { LabelCombination } from "./group-name.ts";
import type { MeasuredIndicator } from "./indicator.ts";
import type { ObjectiveDefinition } from "./objective.ts";
import type { ObjectiveGroupDefinition } from "./objective-group.ts";

/** What OpenSLO allows. */
const LONGEST_DISPLAY_NAME = 200;
const LONGEST_LABEL_VALUE = 1024;
const WRITABLE_LABEL = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** At most so many UTF-16 units, without half a character at the end. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

const displayNameOf = ({ objective, groupBy }: ObjectiveGroupDefinition, labels: LabelCombination): string =>
  cut(
    `${objective.displayName ?? objective.name} · ${groupBy.map((label) => `${label}=${labels[label] ?? ""}`).join(", ")}`,
    LONGEST_DISPLAY_NAME,
  );

/** A label whose name OpenSLO does not allow stays with the group alone. */
const ownLabels = (groupBy: readonly string[], labels: LabelCombination): Record<string, string> =>
  Object.fromEntries(
    groupBy.flatMap((label) => (WRITABLE_LABEL.test(label) ? [[label, cut(labels[label] ?? "", LONGEST_LABEL_VALUE)] as const] : [])),
  );

export interface GroupMemberParts {
  readonly name: string;
  readonly labels: LabelCombination;
  /** The group's, narrowed to the labels. */
  readonly indicator: MeasuredIndicator;
}

/** The ordinary objective of one combination of a group. */
export const memberDefinition = (group: ObjectiveGroupDefinition, { name, labels, indicator }: GroupMemberParts): ObjectiveDefinition => ({
  ...group.objective,
  name,
  displayName: displayNameOf(group, labels),
  indicator,
  labels: { ...group.objective.labels, ...ownLabels(group.groupBy, labels) },
});
