import {
  type LabelCombination,
  type MeasuredIndicator,
  memberDefinition,
  type ObjectiveDefinition,
  type ObjectiveGroupDefinition,
} from "@solvent/domain";
import type { Parsed, QueryProblem } from "@solvent/metric-sources";
import type { AnySourceKind } from "../source/source-kinds.ts";

/** The objective of one combination, with the canonical text of its query. */
export interface NarrowedMember {
  readonly definition: ObjectiveDefinition;
  readonly query: string;
}

export interface NarrowMember {
  readonly kind: AnySourceKind;
  readonly group: ObjectiveGroupDefinition;
  readonly name: string;
  readonly labels: LabelCombination;
}

const refusal = (message: string): Parsed<never> => ({ ok: false, problems: [{ path: [], message }] });

/** The indicator of a group for one combination. Problems are relative to the indicator. */
export function narrowIndicator(
  kind: AnySourceKind,
  { objective }: ObjectiveGroupDefinition,
  labels: LabelCombination,
): Parsed<MeasuredIndicator> {
  const { indicator } = objective;
  if (indicator.kind === "composite") return refusal("a composite has no labels to be grouped by; group its parts instead");
  if (kind.narrow === null) return refusal(`data sources of the kind "${kind.kind}" cannot be grouped by labels`);
  return kind.narrow(indicator, labels);
}

export function narrowMember({ kind, group, name, labels }: NarrowMember): Parsed<NarrowedMember> {
  const indicator = narrowIndicator(kind, group, labels);
  if (!indicator.ok) return indicator;
  const parsed = kind.parseIndicator(indicator.value);
  if (!parsed.ok) return parsed;
  return {
    ok: true,
    value: { definition: memberDefinition(group, { name, labels, indicator: indicator.value }), query: parsed.value.canonical },
  };
}

/** `route="/a": the problem`, for a combination of which nothing can be made. */
export const wordsOfCombination = (labels: LabelCombination, [first]: readonly QueryProblem[]): string =>
  `${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value.slice(0, 80))}`)
    .join(", ")}: ${first?.message ?? "cannot be measured"}`;
