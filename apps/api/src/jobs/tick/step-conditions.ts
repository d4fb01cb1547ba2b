import { type ConditionReading, resolveAfterOf } from "@solvent/domain";
import { conditionKey } from "../../usecases/conditions/condition-key.ts";
import type { Evaluated } from "./judged-conditions.ts";
import type { LiveChecks } from "./live-only.ts";
import { type Bench, step, type Verdicts } from "./step-rules.ts";

/** Judges the conditions beyond burn rules, each by itself: they call nobody for one another. */
export async function stepConditions(
  bench: Bench,
  {
    evaluated,
    readings,
    live,
  }: { readonly evaluated: Evaluated; readonly readings: readonly ConditionReading[]; readonly live: LiveChecks },
  to: Verdicts,
): Promise<void> {
  const { objective, policy, adjustments, at } = evaluated;
  for (const [index, { name, condition }] of policy.conditions.entries()) {
    const reading = readings[index];
    if (reading === undefined) continue;
    const rule = { name: conditionKey(condition.kind, name), severity: condition.severity, resolveAfter: resolveAfterOf(condition) };
    const begins = reading.verdict === true && bench.rows.every((row) => row.rule !== rule.name);
    const verdict = begins ? await live.condition(evaluated, condition) : reading.verdict;
    const { move } = step(rule, { bench, verdict, at }, to);
    if (move !== null) to.conditions.push({ objective, policy, adjustments, at, name, kind: condition.kind, condition, reading, to: move });
  }
}
