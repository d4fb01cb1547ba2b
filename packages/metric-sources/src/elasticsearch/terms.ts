import type { JsonValue } from "@solvent/domain";
import { type Dsl, matchAll, stableJson } from "./dsl.ts";
import type { Measure, Measured, SearchPlan } from "./query.ts";

/** One thing to take of the documents of a minute: how many match, and where a field is measured its numbers. */
export interface Term {
  /** Equal for terms that one aggregation answers. */
  readonly key: string;
  readonly aggregation: Dsl;
}

/** Sum, average, minimum and maximum come together, and with them how many values there were. */
function innerOf(measure: Measure): Dsl | null {
  if (measure.of === "documents") return null;
  if (measure.of === "percentile")
    return { v: { percentiles: { field: measure.field, percents: [Number(measure.percent)], keyed: false } } };
  return { v: { stats: { field: measure.field } } };
}

export function termOf({ filter, measure }: Measured): Term {
  const inner = innerOf(measure);
  const aggregation: Record<string, JsonValue> = { filter: filter ?? matchAll };
  if (inner !== null) aggregation.aggs = inner;
  return { key: stableJson(aggregation), aggregation };
}

const documentsOf = (filter: Dsl): Measured => ({ filter, measure: { of: "documents" } });

export interface PlanTerms {
  /** The total, or the value that is compared. */
  readonly whole: Term;
  readonly part: Term | null;
  readonly alive: Term | null;
}

export const termsOf = (plan: SearchPlan): PlanTerms => ({
  whole: termOf(plan.kind === "ratio" ? plan.total : plan.value),
  part: plan.kind === "ratio" ? termOf(plan.part) : null,
  alive: plan.alive === null ? null : termOf(documentsOf(plan.alive)),
});

export const listTerms = ({ whole, part, alive }: PlanTerms): readonly Term[] =>
  [whole, part, alive].filter((term): term is Term => term !== null);

/** Each term once, under a short name. */
export interface NamedTerms {
  readonly names: ReadonlyMap<string, string>;
  readonly aggregations: { readonly [name: string]: Dsl };
}

export function nameTerms(terms: readonly Term[]): NamedTerms {
  const names = new Map<string, string>();
  const aggregations: Record<string, Dsl> = {};
  for (const { key, aggregation } of terms) {
    if (names.has(key)) continue;
    const name = `t${names.size}`;
    names.set(key, name);
    aggregations[name] = aggregation;
  }
  return { names, aggregations };
}
