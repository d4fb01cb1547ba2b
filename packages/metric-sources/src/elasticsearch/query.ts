import type { Threshold } from "@solvent/domain";
import { canonicalThreshold } from "../selectors/indicator-fields.ts";
import type { StreamQuery } from "../source.ts";
import { type Dsl, stableJson } from "./dsl.ts";

/** Where is searched, and which field says when something happened. */
export interface SearchPlace {
  /** Index, data stream, alias or pattern; several are joined by commas. */
  readonly index: string;
  readonly timeField: string;
}

/** What is taken of the documents of one minute. */
export type Measure =
  | { readonly of: "documents" }
  | { readonly of: "sum" | "avg" | "min" | "max"; readonly field: string }
  /** `percent` as it was written, 0 to 100. */
  | { readonly of: "percentile"; readonly field: string; readonly percent: string };

export interface Measured {
  /** Null: all documents. */
  readonly filter: Dsl | null;
  readonly measure: Measure;
}

interface PlanBase {
  readonly place: SearchPlace;
  /** Some document must match it in a minute, or nothing is known of the minute. */
  readonly alive: Dsl | null;
  /** The field that each label of a group stands for; a label that is left out is itself the field. */
  readonly labels: Readonly<Record<string, string>>;
}
export type RatioPlan = PlanBase & {
  readonly kind: "ratio";
  readonly numerator: "good" | "bad";
  readonly part: Measured;
  readonly total: Measured;
};
export type ThresholdPlan = PlanBase & { readonly kind: "threshold"; readonly value: Measured; readonly threshold: Threshold };
export type SearchPlan = RatioPlan | ThresholdPlan;

export interface SearchQuery extends StreamQuery {
  readonly search: SearchPlan;
}

const canonicalMeasured = ({ filter, measure }: Measured): string => stableJson([filter, { ...measure }]);

const canonicalParts = (plan: SearchPlan): readonly unknown[] =>
  plan.kind === "ratio"
    ? [plan.numerator, canonicalMeasured(plan.part), canonicalMeasured(plan.total)]
    : [canonicalMeasured(plan.value), canonicalThreshold(plan.threshold)];

/** Stable text of a plan: two plans that count the same documents in the same way have the same text. Labels count nothing. */
export const toSearchQuery = (plan: SearchPlan): SearchQuery => ({
  canonical: JSON.stringify([
    "search",
    1,
    plan.kind,
    plan.place.index,
    plan.place.timeField,
    ...canonicalParts(plan),
    plan.alive === null ? null : stableJson(plan.alive),
  ]),
  search: plan,
});

/** A query of this adapter; another adapter's query is a mistake of the caller. */
export function toOwnQuery(query: StreamQuery): SearchQuery {
  if ("search" in query) return query as SearchQuery;
  throw new TypeError("the query was not made by the elasticsearch adapter");
}

export const planOf = (query: StreamQuery): SearchPlan => toOwnQuery(query).search;

/** What decides which documents are looked at at all: the total, or the documents of the value. */
export const wholeOf = (plan: SearchPlan): Measured => (plan.kind === "ratio" ? plan.total : plan.value);

export const placeKey = ({ index, timeField }: SearchPlace): string => JSON.stringify([index, timeField]);
