import type { Threshold } from "@solvent/domain";
import { canonicalThreshold } from "../selectors/indicator-fields.ts";
import type { StreamQuery } from "../source.ts";
import type { Program } from "./signalflow/program.ts";
import { normaliseProgram } from "./signalflow/rewrite.ts";

/** One published stream of a program. `label` null: the only one, published without a label. */
export interface Published {
  readonly program: Program;
  /** Equal for programs that differ in layout only. */
  readonly key: string;
  readonly label: string | null;
}

/** What it means when a stream has no series at all: that nothing is known, or that there was no such event. */
export const NO_SERIES = ["missing", "zero"] as const;
export type NoSeries = (typeof NO_SERIES)[number];

export type QueryPlan =
  | {
      readonly kind: "ratio";
      readonly numerator: "good" | "bad";
      readonly part: Published;
      readonly total: Published;
      /** Of the part. */
      readonly noSeries: NoSeries;
    }
  | { readonly kind: "threshold"; readonly metric: Published; readonly threshold: Threshold };

export interface SignalFxQuery extends StreamQuery {
  readonly plan: QueryPlan;
}

export const toPublished = (program: Program, label: string | null): Published => ({ program, key: normaliseProgram(program), label });

const canonicalStream = ({ key, label }: Published): readonly unknown[] => [key, label];

function canonicalParts(plan: QueryPlan): readonly unknown[] {
  if (plan.kind === "threshold") return [canonicalStream(plan.metric), canonicalThreshold(plan.threshold)];
  return [plan.numerator, canonicalStream(plan.part), canonicalStream(plan.total), plan.noSeries];
}

/** Stable text of a plan; two plans that count the same events in the same way have the same text. */
export const toQuery = (plan: QueryPlan): SignalFxQuery => ({
  canonical: JSON.stringify(["signalfx", 1, plan.kind, ...canonicalParts(plan)]),
  plan,
});

/** The plan of a query of this adapter; another adapter's query is a mistake of the caller. */
export function planOf(query: StreamQuery): QueryPlan {
  if ("plan" in query) return (query as SignalFxQuery).plan;
  throw new TypeError("the query was not made by the signalfx adapter");
}

/** Every stream that a plan needs. */
export const streamsOf = (plan: QueryPlan): readonly Published[] => (plan.kind === "ratio" ? [plan.part, plan.total] : [plan.metric]);
