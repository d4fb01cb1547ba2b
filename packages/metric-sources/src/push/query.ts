import type { StreamQuery } from "../source.ts";
import { canonicalSeries, type SeriesPlan } from "./series/index.ts";

/** `minutes`: good and total of minutes under a name, as they were sent. `series`: counted from samples of metrics. */
export type PushPlan = { readonly kind: "minutes"; readonly name: string } | { readonly kind: "series"; readonly series: SeriesPlan };

export interface PushQuery extends StreamQuery {
  readonly push: PushPlan;
}

/** Stable text of a plan: two plans that count the same events have the same text. */
export const toPushQuery = (plan: PushPlan): PushQuery => ({
  canonical: JSON.stringify(["push", 1, plan.kind, ...(plan.kind === "minutes" ? [plan.name] : canonicalSeries(plan.series))]),
  push: plan,
});

/** The plan of a query of this adapter; another adapter's query is a mistake of the caller. */
export function planOf(query: StreamQuery): PushPlan {
  if ("push" in query) return (query as PushQuery).push;
  throw new TypeError("the query was not made by the push adapter");
}
