import type { Adjustment, ConditionReading, Minute } from "@solvent/domain";
import { type ConditionQuestion, readConditions } from "../../usecases/conditions/read-conditions.ts";
import type { MinuteTransaction } from "../../usecases/minutes/minute-store.ts";
import type { Judged } from "./judged-windows.ts";

/** An objective whose rules and conditions are evaluated now. */
export type Evaluated = Omit<Judged, "at"> & { readonly at: Minute };

/** What its conditions ask, with adjustments besides its own. */
export const toQuestion = ({ objective, policy, adjustments, at }: Evaluated, more: readonly Adjustment[] = []): ConditionQuestion => ({
  streamId: objective.streamId,
  slicesStreamId: objective.slices?.streamId ?? null,
  terms: policy.terms,
  adjustments: more.length === 0 ? adjustments : [...adjustments, ...more],
  at,
  conditions: policy.conditions.map(({ condition }) => condition),
});

const isAsked = (judged: Judged): judged is Evaluated => judged.at !== null && judged.policy.conditions.length > 0;

/** What the conditions of all that are evaluated at one watermark say, in the order of each policy. Asks nothing where there are none. */
export async function readJudgedConditions(
  tx: MinuteTransaction,
  judged: readonly Judged[],
): Promise<ReadonlyMap<Judged, readonly ConditionReading[]>> {
  const asked = judged.filter(isAsked);
  if (asked.length === 0) return new Map();
  const readings = await readConditions(
    tx,
    asked.map((each) => toQuestion(each)),
  );
  return new Map(asked.map((each, index) => [each, readings[index] ?? []]));
}
